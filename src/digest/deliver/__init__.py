"""An edition becomes mail in somebody's hands, and the ledger knows of each what became of it.

`ledger.py` walks the deliveries, `message.py` makes the bytes, with the headers of `mailing.py`; `transport.py` is the
door they leave through, `smtp.py` and `folder.py` stand behind it, `retry.py` decides what an answer means, `owner.py`
names who holds a claim.
"""
