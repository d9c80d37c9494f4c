"""A company to look at: Northwind, its people, its customers and what they wrote. Made through the real functions."""
