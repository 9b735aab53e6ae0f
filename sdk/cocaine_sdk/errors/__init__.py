"""Every error that crosses the wire, each with its `code` (errors.md).

    CocaineError
    ├── RequestError                 the request as a whole cannot be served
    │   ├── MalformedRequest         malformed_request
    │   ├── RequestTooLarge          request_too_large
    │   ├── OutdatedVersion          outdated_version
    │   ├── UnsupportedVersion       unsupported_version
    │   ├── UsernameExpected         username_expected
    │   ├── NoTargets                no_targets
    │   ├── TooManyTargets           too_many_targets
    │   ├── UnknownAction            unknown_action
    │   ├── BadConfiguration         bad_configuration
    │   └── Refused                  whoever asks may not
    │       ├── SignatureRequired    signature_required
    │       ├── SignatureMissing     signature_missing
    │       ├── UnauthorizedUser     unauthorized_user
    │       ├── InvalidSignature     invalid_signature
    │       ├── NonceMissing         nonce_missing
    │       ├── RequestExpired       request_expired
    │       ├── ReplayedRequest      replayed_request
    │       ├── RateLimited          rate_limited
    │       └── WrongCurveKey        wrong_curve_key
    ├── TargetError                  one target cannot be served; the others are
    │   ├── BadArgument              bad_argument
    │   ├── MissingArgument          missing_argument
    │   ├── MalformedUri             malformed_uri
    │   ├── UnknownScheme            unknown_scheme
    │   ├── UnknownDriver            unknown_driver
    │   ├── UnknownThread            unknown_thread
    │   ├── Unsupported              unsupported_capability
    │   ├── EngineNotActive          engine_not_active
    │   ├── DriverNotActive          driver_not_active
    │   ├── AccessDenied             access_denied
    │   └── PastEmpty                past_empty
    ├── SourceFailed                 the source's own fault; its code is the failure's (`failure.py`)
    │   └── SourceLost               the same, and what the source lives in cannot go on
    ├── SchemeUnavailable            scheme_unavailable   its plugin cannot be loaded, or its process is down
    ├── Overloaded                   overloaded           a limit of the daemon is reached
    ├── ShuttingDown                 shutting_down
    ├── StorageError                 storage_error        the storage failed; nothing was acknowledged
    │   └── StorageUnusable          storage_unusable     it cannot be opened at all: raised at start
    ├── Unreachable                  unreachable          something elsewhere cannot be had
    │   └── Forbidden                forbidden            a rule is in the way
    ├── BadKey                       bad_key              a key cannot be used
    │   └── LockedKey                it is encrypted, and its password is missing or wrong
    ├── ClientError                  raised on the client's side, never sent
    │   ├── NoDaemon                 no_daemon
    │   │   ├── HandshakeFailed      handshake_failed
    │   │   └── NoReply              no_reply
    │   │       └── ConnectionLost   connection_lost
    │   ├── BadEndpoint              bad_endpoint
    │   ├── BadReply                 bad_reply
    │   └── NoTrial                  no_trial
    └── RemoteError                  an error reply whose code this version of the sdk does not know

A class builds its sentence from its subject, and the sentence says what the reader can do next.
"""

from __future__ import annotations

from cocaine_sdk.errors.authority import (
    InvalidSignature,
    NonceMissing,
    RateLimited,
    Refused,
    ReplayedRequest,
    RequestExpired,
    SignatureMissing,
    SignatureRequired,
    UnauthorizedUser,
    WrongCurveKey,
)
from cocaine_sdk.errors.client import (
    BadEndpoint,
    BadReply,
    ClientError,
    ConnectionLost,
    HandshakeFailed,
    NoDaemon,
    NoReply,
    NoTrial,
    RemoteError,
)
from cocaine_sdk.errors.daemon import (
    Overloaded,
    SchemeUnavailable,
    ShuttingDown,
    SourceFailed,
    SourceLost,
    StorageError,
    StorageUnusable,
)
from cocaine_sdk.errors.keys import (
    BadKey,
    LockedKey,
)
from cocaine_sdk.errors.reaching import (
    Forbidden,
    Unreachable,
)
from cocaine_sdk.errors.request import (
    BadConfiguration,
    MalformedRequest,
    NoTargets,
    OutdatedVersion,
    RequestError,
    RequestTooLarge,
    TooManyTargets,
    UnknownAction,
    UnsupportedVersion,
    UsernameExpected,
)
from cocaine_sdk.errors.root import CocaineError
from cocaine_sdk.errors.target import (
    AccessDenied,
    BadArgument,
    DriverNotActive,
    EngineNotActive,
    MalformedUri,
    MissingArgument,
    PastEmpty,
    TargetError,
    UnknownDriver,
    UnknownScheme,
    UnknownThread,
    Unsupported,
)

__all__ = [
    "AccessDenied",
    "BadArgument",
    "BadConfiguration",
    "BadEndpoint",
    "BadKey",
    "BadReply",
    "ClientError",
    "CocaineError",
    "ConnectionLost",
    "DriverNotActive",
    "EngineNotActive",
    "Forbidden",
    "HandshakeFailed",
    "InvalidSignature",
    "LockedKey",
    "MalformedRequest",
    "MalformedUri",
    "MissingArgument",
    "NoDaemon",
    "NoReply",
    "NoTargets",
    "NoTrial",
    "NonceMissing",
    "OutdatedVersion",
    "Overloaded",
    "PastEmpty",
    "RateLimited",
    "Refused",
    "RemoteError",
    "ReplayedRequest",
    "RequestError",
    "RequestExpired",
    "RequestTooLarge",
    "SchemeUnavailable",
    "ShuttingDown",
    "SignatureMissing",
    "SignatureRequired",
    "SourceFailed",
    "SourceLost",
    "StorageError",
    "StorageUnusable",
    "TargetError",
    "TooManyTargets",
    "UnauthorizedUser",
    "UnknownAction",
    "UnknownDriver",
    "UnknownScheme",
    "UnknownThread",
    "Unreachable",
    "Unsupported",
    "UnsupportedVersion",
    "UsernameExpected",
    "WrongCurveKey",
]
