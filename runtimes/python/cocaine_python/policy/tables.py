"""The standard library that a source may import: each module with its vetted names, as data.

A name is listed where neither it, nor what its attributes and results lead to, reads a file, makes code out of strings,
starts something, or hands out a module, a frame or a metaclass. Where a useful name does, a stand-in of the same
name is in shims/, and takes its place.

Left out: `dataclasses.make_dataclass` and `typing.get_type_hints` (eval); `string.Formatter` (attributes by name);
`collections.UserString` (its `format`); `enum.global_enum` (writes into a module); `contextlib.redirect_*` and `chdir`
(the process's own); `uuid.uuid1` and `getnode` (start programs); `pathlib`'s pure paths (lead to `os`);
`time.tzset` and the locale calendars (files).
"""

from __future__ import annotations

MODULES: dict[str, str] = {
    "__future__": """
        annotations division print_function absolute_import unicode_literals generator_stop
        nested_scopes with_statement
    """,
    "abc": "ABC abstractmethod abstractproperty abstractclassmethod abstractstaticmethod",
    "array": "array ArrayType typecodes",
    "base64": """
        b64encode b64decode b32encode b32decode b32hexencode b32hexdecode b16encode b16decode b85encode b85decode
        a85encode a85decode standard_b64encode standard_b64decode urlsafe_b64encode urlsafe_b64decode
        encodebytes decodebytes
    """,
    "binascii": """
        a2b_base64 b2a_base64 a2b_hex b2a_hex hexlify unhexlify crc32 crc_hqx a2b_qp b2a_qp a2b_uu
        b2a_uu Error Incomplete
    """,
    "bisect": "bisect bisect_left bisect_right insort insort_left insort_right",
    "calendar": """
        Calendar TextCalendar HTMLCalendar IllegalMonthError IllegalWeekdayError isleap leapdays weekday monthrange
        monthcalendar month calendar timegm day_name day_abbr month_name month_abbr firstweekday setfirstweekday
        MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST
        SEPTEMBER OCTOBER NOVEMBER DECEMBER Day Month
    """,
    "cmath": """
        acos acosh asin asinh atan atanh cos cosh exp inf infj isclose isfinite isinf isnan log log10 nan nanj phase pi
        polar rect sin sinh sqrt tan tanh tau e
    """,
    "collections": "ChainMap Counter OrderedDict UserDict UserList defaultdict deque",
    "collections.abc": """
        Callable Collection Container Generator Hashable ItemsView Iterable Iterator KeysView Mapping MappingView
        MutableMapping MutableSequence MutableSet Reversible Sequence Set Sized ValuesView ByteString Buffer
    """,
    "contextlib": """
        AbstractContextManager ContextDecorator ExitStack closing contextmanager nullcontext suppress
    """,
    "copy": "copy deepcopy replace Error error",
    "csv": """
        reader writer DictReader DictWriter Dialect excel excel_tab unix_dialect Sniffer Error QUOTE_ALL QUOTE_MINIMAL
        QUOTE_NONE QUOTE_NONNUMERIC QUOTE_STRINGS QUOTE_NOTNULL
    """,
    "dataclasses": """
        field fields asdict astuple replace is_dataclass Field FrozenInstanceError InitVar KW_ONLY
        MISSING
    """,
    "datetime": "date datetime time timedelta timezone tzinfo MINYEAR MAXYEAR UTC",
    "decimal": """
        Decimal Context getcontext setcontext localcontext BasicContext ExtendedContext DefaultContext DecimalException
        Clamped InvalidOperation DivisionByZero Inexact Rounded Subnormal Overflow Underflow FloatOperation
        DivisionImpossible InvalidContext ConversionSyntax DivisionUndefined ROUND_DOWN ROUND_HALF_UP ROUND_HALF_EVEN
        ROUND_CEILING ROUND_FLOOR ROUND_UP ROUND_HALF_DOWN ROUND_05UP MAX_PREC MAX_EMAX MIN_EMIN MIN_ETINY
    """,
    "difflib": "SequenceMatcher Differ get_close_matches ndiff unified_diff context_diff restore",
    "enum": """
        auto unique verify member nonmember CONTINUOUS NAMED_FLAGS UNIQUE EnumCheck FlagBoundary STRICT CONFORM
        EJECT KEEP
    """,
    "fractions": "Fraction",
    "functools": "cache cmp_to_key lru_cache partial partialmethod reduce",
    "hashlib": """
        md5 sha1 sha224 sha256 sha384 sha512 sha3_224 sha3_256 sha3_384 sha3_512 shake_128 shake_256 blake2b blake2s new
        pbkdf2_hmac scrypt algorithms_available algorithms_guaranteed
    """,
    "heapq": "heappush heappop heapify heapreplace heappushpop merge nlargest nsmallest",
    "hmac": "HMAC new digest compare_digest",
    "html": "escape unescape",
    "io": "StringIO BytesIO SEEK_SET SEEK_CUR SEEK_END",
    "ipaddress": """
        ip_address ip_network ip_interface IPv4Address IPv4Network IPv4Interface IPv6Address IPv6Network IPv6Interface
        AddressValueError NetmaskValueError collapse_addresses summarize_address_range get_mixed_type_key
        v4_int_to_packed v6_int_to_packed
    """,
    "itertools": """
        accumulate batched chain combinations combinations_with_replacement compress count cycle dropwhile filterfalse
        groupby islice pairwise permutations product repeat starmap takewhile tee zip_longest
    """,
    "json": "dumps loads dump load JSONEncoder JSONDecoder JSONDecodeError",
    "keyword": "iskeyword issoftkeyword kwlist softkwlist",
    "logging": "",
    "math": """
        acos acosh asin asinh atan atan2 atanh cbrt ceil comb copysign cos cosh degrees dist e erf erfc exp exp2 expm1
        fabs factorial floor fma fmod frexp fsum gamma gcd hypot inf isclose isfinite isinf isnan isqrt lcm ldexp lgamma
        log log10 log1p log2 modf nan nextafter perm pi pow prod radians remainder sin sinh sqrt sumprod tan tanh tau
        trunc ulp
    """,
    "numbers": "Number Complex Real Rational Integral",
    "operator": """
        abs add and_ call concat contains countOf delitem eq floordiv ge getitem gt iadd iand iconcat ifloordiv ilshift
        imatmul imod imul index indexOf inv invert ior ipow irshift is_ is_not isub itemgetter itruediv ixor le
        length_hint lshift lt matmul mod mul ne neg not_ or_ pos pow rshift setitem sub truediv truth xor
    """,
    "pprint": "pformat saferepr isreadable isrecursive",
    "random": """
        Random SystemRandom betavariate binomialvariate choice choices expovariate gammavariate gauss getrandbits
        getstate lognormvariate normalvariate paretovariate randbytes randint random randrange sample seed setstate
        shuffle triangular uniform vonmisesvariate weibullvariate
    """,
    "re": """
        A ASCII DOTALL I IGNORECASE L LOCALE M MULTILINE Match NOFLAG Pattern RegexFlag S U UNICODE VERBOSE X compile
        error PatternError escape findall finditer fullmatch match purge search split sub subn
    """,
    "reprlib": "Repr repr recursive_repr",
    "secrets": "choice compare_digest randbelow randbits token_bytes token_hex token_urlsafe SystemRandom",
    "statistics": """
        NormalDist StatisticsError correlation covariance fmean geometric_mean harmonic_mean kde kde_random
        linear_regression mean median median_grouped median_high median_low mode multimode pstdev pvariance quantiles
        stdev variance
    """,
    "string": """
        ascii_letters ascii_lowercase ascii_uppercase capwords digits hexdigits octdigits printable punctuation
        whitespace Template
    """,
    "struct": "Struct calcsize error iter_unpack pack pack_into unpack unpack_from",
    "sys": """
        byteorder float_info hash_info int_info maxsize maxunicode platform version version_info
        hexversion
    """,
    "textwrap": "TextWrapper dedent fill indent shorten wrap",
    "time": """
        asctime ctime get_clock_info gmtime localtime mktime monotonic monotonic_ns perf_counter perf_counter_ns
        process_time process_time_ns sleep strftime strptime struct_time time time_ns timezone altzone daylight tzname
    """,
    "types": "MappingProxyType NoneType NotImplementedType EllipsisType",
    "typing": """
        AbstractSet Annotated Any AnyStr ByteString Callable ChainMap ClassVar Collection Concatenate Container
        ContextManager Counter DefaultDict Deque Dict Final FrozenSet Generator Generic Hashable ItemsView Iterable
        Iterator KeysView List Literal LiteralString Mapping MappingView Match MutableMapping MutableSequence MutableSet
        Never NewType NoReturn NotRequired Optional OrderedDict ParamSpec Pattern Protocol ReadOnly Required Reversible
        Self Sequence Set Sized SupportsAbs SupportsBytes SupportsComplex SupportsFloat SupportsIndex SupportsInt
        SupportsRound TYPE_CHECKING Text Tuple TypeAlias TypeGuard TypeIs TypeVar TypeVarTuple TypedDict Union Unpack
        ValuesView assert_never assert_type cast final is_typeddict overload override reveal_type runtime_checkable
    """,
    "unicodedata": """
        bidirectional category combining decimal decomposition digit east_asian_width is_normalized lookup mirrored name
        normalize numeric unidata_version
    """,
    "urllib": "",
    "urllib.parse": """
        ParseResult SplitResult parse_qs parse_qsl quote quote_plus quote_from_bytes unquote unquote_plus
        unquote_to_bytes urldefrag urlencode urljoin urlparse urlsplit urlunparse urlunsplit
    """,
    "uuid": """
        UUID uuid3 uuid4 uuid5 NAMESPACE_DNS NAMESPACE_URL NAMESPACE_OID NAMESPACE_X500 RESERVED_NCS
        RFC_4122
    """,
    "warnings": "",
    "zlib": """
        adler32 compress compressobj crc32 decompress decompressobj error MAX_WBITS Z_BEST_COMPRESSION
        Z_BEST_SPEED
    """,
    "zoneinfo": "ZoneInfoNotFoundError",
}

_NETWORK = (
    "a cell has no network: fetch(url) and connect(host, port) reach what the operator grants; or let an http:// or"
    " mysql:// source fetch, and keep what you need in the store"
)
_SYSTEM = (
    "a cell has no files and no other processes: open(path) and env have what the operator grants; keep data in the"
    " store, take parameters from the URI's query"
)
_ONE_THREAD = (
    "a source is run by the daemon, one call at a time: let a driver call it again instead of waiting in it"
)
_PICKLE = "json keeps data: json.dumps(), json.loads()"
_INSIDE = "a source cannot look into the interpreter"

INSTEAD: dict[str, str] = {
    **dict.fromkeys(
        (
            "os",
            "pathlib",
            "shutil",
            "glob",
            "tempfile",
            "subprocess",
            "signal",
            "platform",
            "resource",
            "fcntl",
        ),
        _SYSTEM,
    ),
    **dict.fromkeys(("psutil", "multiprocessing", "pwd", "grp", "select", "selectors", "mmap"), _SYSTEM),
    **dict.fromkeys(
        ("socket", "ssl", "http", "requests", "httpx", "aiohttp", "urllib3", "smtplib", "ftplib"), _NETWORK
    ),
    **dict.fromkeys(("urllib.request", "pymysql", "MySQLdb", "psycopg2", "redis", "zmq"), _NETWORK),
    **dict.fromkeys(
        ("threading", "asyncio", "concurrent", "queue", "sched", "_thread", "trio", "anyio"), _ONE_THREAD
    ),
    **dict.fromkeys(("pickle", "marshal", "shelve", "dill"), _PICKLE),
    **dict.fromkeys(
        ("inspect", "gc", "ctypes", "ast", "dis", "importlib", "builtins", "traceback", "code", "weakref"),
        _INSIDE,
    ),
    "sqlite3": "the store keeps data: store.set(key, value), store.get(key)",
    "numpy": "lists, array, math and statistics do the small cases; packages cannot be imported in a source",
    "pandas": "csv, collections and statistics do the small cases; packages cannot be imported in a source",
    "yaml": "json and csv are there; packages cannot be imported in a source",
    "store": "store needs no import: store.get(key), store.set(key, value)",
    "log": "log needs no import: log('…'), log.warning('…')",
    "cocaine": "nothing needs to be imported: store and log are there",
    "StringIO": "from io import StringIO",
    "simplejson": "import json",
    "argparse": "a source's arguments come from the query of its URI, to __init__ or the function",
    "locale": "format numbers and dates with format() and strftime()",
}
"""What to do instead of importing a module that is not there."""
