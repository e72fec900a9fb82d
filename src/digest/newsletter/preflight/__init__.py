"""A mail is looked at before anybody gets it: what a reader would stumble over, in words that a publisher understands.

`proof.py` is what is judged; each rule stands in a file of its own beside the words of its findings; `clients.py` knows
what mail programs make of HTML and CSS. All of it is pure: who asks whether links are alive hands in the answers.
"""
