"""Addresses of imports and of exports of lists."""

from django.urls import URLPattern, path

from contacts.views import exports, imports

pages: list[URLPattern] = [
    path("export/", exports.export_list, name="export_list"),
    path("settings/import-export/imports/", imports.begin_import, name="import_begin"),
    path("settings/import-export/imports/<int:pk>/", imports.show_import, name="import"),
    path("settings/import-export/imports/<int:pk>/check/", imports.check_import, name="import_check"),
    path("settings/import-export/imports/<int:pk>/headings/", imports.turn_headings, name="import_headings"),
    path("settings/import-export/imports/<int:pk>/go/", imports.go_import, name="import_go"),
    path("settings/import-export/imports/<int:pk>/drop/", imports.drop_import, name="import_drop"),
    path("settings/import-export/imports/<int:pk>/result.csv", imports.import_result, name="import_result"),
]
