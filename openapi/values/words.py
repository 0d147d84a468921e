"""What is likely to stand in a property by its name, where its schema leaves it open."""

import re
from collections.abc import Mapping

from openapi.values.formats import EXAMPLES

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
# Those of one object go together: the first of each, or the second, or the third.
_PEOPLE = ("Ada Lovelace", "Grace Hopper", "Alan Turing")
_FIRST = ("Ada", "Grace", "Alan")
_LAST = ("Lovelace", "Hopper", "Turing")
_LOGINS = ("ada", "grace", "alan")
_COMPANIES = ("Analytical Engines", "Example Ltd", "Northwind")
_PHONES = ("+4930901820", "+351213000000", "+14165550123")
_CITIES = ("Berlin", "Lisbon", "Toronto")
_STREETS = ("Marktstraße 12", "Rua do Carmo 5", "8 Mill Lane")
_CODES = ("10115", "1200-093", "M5V 2T6")
_COUNTRIES = ("DE", "PT", "CA")
_ZONES = ("Europe/Berlin", "Europe/Lisbon", "America/Toronto")
_SENTENCES = ("A short description.", "An example of it.", "Some more about it.")
_TITLES = ("An example", "A sample", "A trial")
_PRICES = ("19.99", "4.50", "120.00")
_IDS = ("a1b2c31", "d4e5f62", "g7h8i93")
_STATES = ("active", "pending", "closed")

# By the last words of a name, the longest first.
TEXTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("email", "mail", "email address"), EXAMPLES["email"]),
    **dict.fromkeys(("phone", "phone number", "mobile", "telephone", "fax"), _PHONES),
    **dict.fromkeys(("first name", "firstname", "given name"), _FIRST),
    **dict.fromkeys(("last name", "lastname", "family name", "surname"), _LAST),
    **dict.fromkeys(("full name", "fullname", "holder name", "author"), _PEOPLE),
    **dict.fromkeys(("username", "user name", "login"), _LOGINS),
    **dict.fromkeys(("company", "company name", "organization", "organisation"), _COMPANIES),
    **dict.fromkeys(("file name", "filename"), ("report.pdf", "photo.jpg", "data.csv")),
    **dict.fromkeys(
        ("host", "host name", "hostname", "domain", "domain name"), EXAMPLES["hostname"]
    ),
    **dict.fromkeys(("street", "address", "line 1", "street address"), _STREETS),
    **dict.fromkeys(("city", "town"), _CITIES),
    **dict.fromkeys(("country", "country code"), _COUNTRIES),
    **dict.fromkeys(("zip", "zip code", "postcode", "postal code"), _CODES),
    **dict.fromkeys(("currency", "currency code"), ("EUR", "USD", "CAD")),
    **dict.fromkeys(("language", "lang"), ("de", "pt", "en")),
    **dict.fromkeys(("timezone", "time zone"), _ZONES),
    **dict.fromkeys(("title", "subject", "headline", "label"), _TITLES),
    **dict.fromkeys(("description", "summary", "comment", "notes", "note"), _SENTENCES),
    **dict.fromkeys(("message", "content", "body", "text"), _SENTENCES),
    **dict.fromkeys(("price", "amount", "cost", "total"), _PRICES),
    **dict.fromkeys(("state", "status"), _STATES),
    **dict.fromkeys(("url", "uri", "link", "href", "website", "homepage"), EXAMPLES["uri"]),
    **dict.fromkeys(("ip", "ip address"), EXAMPLES["ipv4"]),
    **dict.fromkeys(("uuid", "guid"), EXAMPLES["uuid"]),
    **dict.fromkeys(("id", "ids"), _IDS),
    **dict.fromkeys(("color", "colour"), EXAMPLES["color"]),
    **dict.fromkeys(("tag", "tags"), ("new", "sale", "featured")),
    **dict.fromkeys(("birthday", "birth date", "date of birth"), ("1990-04-12", "1985-11-30")),
    **dict.fromkeys(("created", "updated", "at", "timestamp", "time"), EXAMPLES["date-time"]),
    "name": ("Example", "Sample", "Trial"),
    "region": ("eu-central-1", "eu-west-1", "ca-central-1"),
    "locale": ("de-DE", "pt-PT", "en-CA"),
    "type": ("standard", "basic", "premium"),
    "webhook": ("https://example.com/hooks/1", "https://example.com/hooks/2"),
    "path": ("/orders/42", "/about", "/"),
    "key": ("example-key", "sample-key", "trial-key"),
    "token": ("example-token", "sample-token", "trial-token"),
    "slug": ("an-example", "a-sample", "a-trial"),
    "code": ("A100", "B200", "C300"),
    "sku": ("SKU-1001", "SKU-1002", "SKU-1003"),
    "version": ("1.0.0", "1.1.0", "2.0.0"),
    "date": EXAMPLES["date"],
    "gender": ("female", "male"),
    "latitude": ("52.52", "38.72", "43.65"),
    "longitude": ("13.405", "-9.139", "-79.38"),
}
_INSTANTS = (1768469400, 1770127521, 1774205229)
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
    **dict.fromkeys(("created", "updated", "at", "timestamp", "time", "date"), _INSTANTS),
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
