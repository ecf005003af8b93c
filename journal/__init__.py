"""Sunhat: a treatment journal for families of children with juvenile dermatomyositis."""

VERSION = "0.1.0"
