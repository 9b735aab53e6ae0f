"""What the operator decides: the command line over the TOML file over the defaults (configuration.md)."""

from cocained.config.config import Config as Config
from cocained.config.origin import Origin as Origin
from cocained.config.origin import check as check
from cocained.config.settings import ConfigError as ConfigError
from cocained.config.tables import LimitsConfig as LimitsConfig
from cocained.config.tables import RemoteConfig as RemoteConfig
