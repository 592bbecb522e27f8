"""Addresses of the pages about people with a login and their account."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
