"""The contact form: a page on our own address, and the private page where the conversation goes on."""
