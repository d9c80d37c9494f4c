"""WebSocket: numbered events, counts, the wall and presence, pushed to the console.

``relay`` numbers committed events and rings; ``feed`` reads once per ring for all sockets of its process; ``outbox``
holds what one socket has yet to send; ``consumer`` speaks with the browser; ``frames`` is the schema of what is said.
"""
