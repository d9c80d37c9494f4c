"""``manage.py holidays DE --region BY --year 2027``: propose public holidays; ``--close CALENDAR`` confirms them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from inbox.errors import InboxError
from inbox.models import Calendar
from inbox.sla import calendars, holidays


class Command(BaseCommand):
    help = "Lists a country's public holidays. With --close CALENDAR, the calendar closes on them from now on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("country", help="ISO 3166, as in DE")
        parser.add_argument("--region", help="as the country counts its regions, as in BY")
        parser.add_argument("--year", type=int, default=timezone.now().year)
        parser.add_argument("--close", metavar="CALENDAR", help="the name of the calendar that closes on these days")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            days = holidays.propose(options["country"], options["region"], options["year"])
            for day in days:
                self.stdout.write(f"{day['date']}  {day['name']}")
            if options["close"] is not None:
                calendar = Calendar.objects.filter(name=options["close"]).first()
                if calendar is None:
                    known = ", ".join(entry.name for entry in calendars.calendars())
                    raise CommandError(f"There is no calendar {options['close']!r}; there is {known or 'none yet'}.")
                calendars.close_days(calendar.pk, days, actor=None)
                self.stdout.write(f"{calendar.name} is closed on these days from now on.")
        except InboxError as error:
            raise CommandError(error.message) from None
