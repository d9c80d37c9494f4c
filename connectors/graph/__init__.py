"""Meta's Graph API, as far as its networks share it: signatures, the webhook's envelope, calls, errors, subscriptions.

No kind of its own: the connectors of Meta's networks use it.
"""
