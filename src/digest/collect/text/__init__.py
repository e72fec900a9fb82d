"""What all readers need of a text: made safe, made plain, counted; its dates understood.

`sanitise` is the last step before storing. Host of nh3.
"""
