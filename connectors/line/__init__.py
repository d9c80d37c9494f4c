"""LINE official accounts: webhook in, Messaging API out."""
