"""What a web server is asked to send with each file, for the hosts that read `_headers`."""

from __future__ import annotations

from typing import Final

HEADERS: Final = b"""\
# Read by Netlify, Cloudflare Pages and others. GitHub Pages and most servers of one's own pass it
# over: there the policy that stands in each page holds, and the rest is to be set by hand.
# Nothing forbids frames, because cards are made to stand in other sites.
/*
  Content-Security-Policy: default-src 'none'; script-src 'self'; connect-src 'self'; \
style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'
  X-Content-Type-Options: nosniff
  Referrer-Policy: strict-origin-when-cross-origin
  Permissions-Policy: camera=(), geolocation=(), microphone=()
/api/*
  Access-Control-Allow-Origin: *
/data/*
  Access-Control-Allow-Origin: *
"""
