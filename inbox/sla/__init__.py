"""What we promise customers, in business time: calendars, policies, and the clocks that hold us to them."""
