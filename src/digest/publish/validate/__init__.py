"""What is wrong with a feed, whoever published it: told in words that a publisher understands.

`judge` reads one document and answers findings; `folder` reads all that we published, and how its documents hang
together; `served` judges how an address answers. Nothing here asks the network, resolves an entity or raises for a bad
document: what is wrong with it is the answer. A rule stands beside the check that finds it.
"""
