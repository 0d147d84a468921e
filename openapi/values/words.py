"""What is likely to stand in a property by its name, where its schema leaves it open."""

import re
from collections.abc import Mapping

from openapi.values.formats import EXAMPLES

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PEOPLE = ("Ada Lovelace", "Grace Hopper", "Alan Turing")
_SENTENCES = (
    "A short text about it.",
    "Everything you need to know.",
    "What was agreed on the phone.",
)

# By the last words of a name, the longest first.
TEXTS: dict[str, tuple[str, ...]] = {
    "email": EXAMPLES["email"],
    "mail": EXAMPLES["email"],
    "email address": EXAMPLES["email"],
    "phone": ("+14155550123", "+442079460018", "+4930901820"),
    "phone number": ("+14155550123", "+442079460018", "+4930901820"),
    "mobile": ("+14155550123", "+442079460018", "+4930901820"),
    "telephone": ("+14155550123", "+442079460018", "+4930901820"),
    "fax": ("+14155550199", "+442079460099"),
    "first name": ("Ada", "Grace", "Alan"),
    "firstname": ("Ada", "Grace", "Alan"),
    "given name": ("Ada", "Grace", "Alan"),
    "last name": ("Lovelace", "Hopper", "Turing"),
    "lastname": ("Lovelace", "Hopper", "Turing"),
    "family name": ("Lovelace", "Hopper", "Turing"),
    "surname": ("Lovelace", "Hopper", "Turing"),
    "full name": _PEOPLE,
    "fullname": _PEOPLE,
    "holder name": _PEOPLE,
    "author": _PEOPLE,
    "username": ("ada", "grace", "alan"),
    "user name": ("ada", "grace", "alan"),
    "login": ("ada", "grace", "alan"),
    "file name": ("report.pdf", "photo.jpg", "data.csv"),
    "filename": ("report.pdf", "photo.jpg", "data.csv"),
    "host name": EXAMPLES["hostname"],
    "hostname": EXAMPLES["hostname"],
    "domain": EXAMPLES["hostname"],
    "domain name": EXAMPLES["hostname"],
    "company": ("Example Ltd", "Analytical Engines", "Northwind"),
    "company name": ("Example Ltd", "Analytical Engines", "Northwind"),
    "organization": ("Example Ltd", "Analytical Engines", "Northwind"),
    "name": ("Example", "Sample", "Trial"),
    "title": ("An example", "A sample", "A trial"),
    "subject": ("An example", "A sample", "A trial"),
    "description": _SENTENCES,
    "summary": _SENTENCES,
    "comment": _SENTENCES,
    "notes": _SENTENCES,
    "note": _SENTENCES,
    "message": _SENTENCES,
    "content": _SENTENCES,
    "body": _SENTENCES,
    "text": _SENTENCES,
    "street": ("12 Market Street", "5 Station Road", "8 Mill Lane"),
    "address": ("12 Market Street", "5 Station Road", "8 Mill Lane"),
    "line1": ("12 Market Street", "5 Station Road", "8 Mill Lane"),
    "city": ("Berlin", "Lisbon", "Toronto"),
    "town": ("Berlin", "Lisbon", "Toronto"),
    "state": ("active", "pending", "closed"),
    "region": ("eu-west-1", "us-east-1", "ap-south-1"),
    "country": ("DE", "PT", "CA"),
    "country code": ("DE", "PT", "CA"),
    "zip": ("10115", "94103", "1100"),
    "zip code": ("10115", "94103", "1100"),
    "postcode": ("10115", "94103", "1100"),
    "postal code": ("10115", "94103", "1100"),
    "currency": ("EUR", "USD", "GBP"),
    "currency code": ("EUR", "USD", "GBP"),
    "language": ("en", "de", "pt"),
    "lang": ("en", "de", "pt"),
    "locale": ("en-US", "de-DE", "pt-PT"),
    "timezone": ("Europe/Berlin", "Europe/Lisbon", "America/Toronto"),
    "time zone": ("Europe/Berlin", "Europe/Lisbon", "America/Toronto"),
    "price": ("19.99", "4.50", "120.00"),
    "amount": ("19.99", "4.50", "120.00"),
    "status": ("active", "pending", "closed"),
    "type": ("standard", "basic", "premium"),
    "color": EXAMPLES["color"],
    "colour": EXAMPLES["color"],
    "url": EXAMPLES["uri"],
    "uri": EXAMPLES["uri"],
    "link": EXAMPLES["uri"],
    "href": EXAMPLES["uri"],
    "website": EXAMPLES["uri"],
    "homepage": EXAMPLES["uri"],
    "webhook": ("https://example.com/hooks/1", "https://example.com/hooks/2"),
    "path": ("/orders/42", "/about", "/"),
    "ip": EXAMPLES["ipv4"],
    "ip address": EXAMPLES["ipv4"],
    "uuid": EXAMPLES["uuid"],
    "guid": EXAMPLES["uuid"],
    "id": ("a1b2c3", "d4e5f6", "g7h8i9"),
    "ids": ("a1b2c3", "d4e5f6", "g7h8i9"),
    "key": ("example-key", "sample-key", "trial-key"),
    "token": ("example-token", "sample-token", "trial-token"),
    "slug": ("an-example", "a-sample", "a-trial"),
    "code": ("A100", "B200", "C300"),
    "sku": ("SKU-1001", "SKU-1002", "SKU-1003"),
    "version": ("1.0.0", "1.1.0", "2.0.0"),
    "tag": ("new", "sale", "featured"),
    "tags": ("new", "sale", "featured"),
    "date": EXAMPLES["date"],
    "birthday": ("1990-04-12", "1985-11-30"),
    "birth date": ("1990-04-12", "1985-11-30"),
    "date of birth": ("1990-04-12", "1985-11-30"),
    "created": EXAMPLES["date-time"],
    "updated": EXAMPLES["date-time"],
    "at": EXAMPLES["date-time"],
    "timestamp": EXAMPLES["date-time"],
    "time": EXAMPLES["date-time"],
    "gender": ("female", "male"),
    "latitude": ("52.52", "38.72"),
    "longitude": ("13.405", "-9.139"),
}
NUMBERS: dict[str, tuple[int | float, ...]] = {
    "price": (19.99, 4.5, 120),
    "cost": (19.99, 4.5, 120),
    "amount": (1999, 450, 12000),
    "total": (3, 12, 42),
    "balance": (250, 1200, 75),
    "quantity": (2, 1, 5),
    "count": (3, 12, 42),
    "number": (1, 2, 3),
    "size": (20, 50, 100),
    "limit": (20, 50, 100),
    "offset": (0, 20, 40),
    "page": (1, 2, 3),
    "per page": (20, 50, 100),
    "age": (36, 45, 29),
    "year": (2026, 2025, 2024),
    "month": (1, 6, 12),
    "day": (15, 3, 28),
    "hour": (9, 14, 18),
    "latitude": (52.52, 38.72, 43.65),
    "lat": (52.52, 38.72, 43.65),
    "longitude": (13.405, -9.139, -79.38),
    "lng": (13.405, -9.139, -79.38),
    "lon": (13.405, -9.139, -79.38),
    "width": (640, 800, 1024),
    "height": (480, 600, 768),
    "weight": (2.5, 0.75, 12),
    "percent": (25, 50, 10),
    "percentage": (25, 50, 10),
    "rate": (0.19, 0.07, 0.2),
    "score": (4.5, 3.8, 5),
    "rating": (4.5, 3.8, 5),
    "created": (1768469400, 1770127521),
    "timestamp": (1768469400, 1770127521),
    "at": (1768469400, 1770127521),
    "port": (8080, 443),
    "id": (1001, 1002, 1003),
}


def likely_texts(name: str) -> tuple[str, ...]:
    """Return texts for a property of this name, none where it says nothing."""
    return TEXTS[found] if (found := _entry(TEXTS, name)) else ()


def likely_numbers(name: str) -> tuple[int | float, ...]:
    """Return numbers for a property of this name, none where it says nothing."""
    return NUMBERS[found] if (found := _entry(NUMBERS, name)) else ()


def _entry(table: Mapping[str, object], name: str) -> str:
    """Return the entry for the last words of a name, the longest; "" where there is none."""
    words = [word.lower() for word in _WORD.findall(name[-80:])]
    for length in range(min(3, len(words)), 0, -1):
        last = " ".join(words[-length:])
        if last in table:
            return last
    singular = words[-1].rstrip("s") if words else ""
    return singular if singular in table else ""
