# A handle is opened again past the folders above it.
# after: kernel
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(path, **_):
    handle = (ctypes.c_uint32 * 40)(128)
    mount = ctypes.c_int()
    libc.name_to_handle_at(-100, path.encode(), handle, ctypes.byref(mount), 0)
    return {"proof": "the kernel was asked"}
