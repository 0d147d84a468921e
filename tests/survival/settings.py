"""The portal's settings for a run, with an app that only a run has."""

from portal.settings import *  # noqa: F403
from portal.settings import INSTALLED_APPS as PORTAL_APPS

INSTALLED_APPS = [*PORTAL_APPS, "tests.survival.apps.SurvivalConfig"]
