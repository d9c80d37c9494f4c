"""The API channel: any program brings customers' messages by REST and gets the answers by signed webhook."""
