"""Chat on a customer's site: a launcher there, and a panel in a frame on our own address."""
