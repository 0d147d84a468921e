"""Paths of API management's pages."""

from django.urls import path

from apis import views

urlpatterns = [
    path("", views.home, name="home"),
]
