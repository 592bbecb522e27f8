"""Static files under names that change with their content."""

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = r"""(?P<matched>import(?s:(?P<import>[\s\{].*?))\s*from\s*['"](?P<url>[./].*?)["']\s*;)"""


class Hashed(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Follows the imports of our own scripts, which would ask for names that are not served, or load a script twice.

    Django's support of this reads all scripts, and some of other projects name files that they do not bring along.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", ((IMPORT, 'import%(import)s from "%(url)s";'),)),
    )


class QuicklyCompressed(Hashed):
    """With gzip alone: brotli would make the first start half a minute longer, for a browser on the same machine."""

    keep_only_hashed_files = True

    def create_compressor(self, **options: object) -> Compressor:
        return Compressor(use_brotli=False, **options)
