# uri: Plugins
# expect: [{'names': ['alpha', 'beta'], 'run': [1, 2]}]
class Base:
    registry = {}
    def __init_subclass__(cls, /, key=None, **kwargs):
        super().__init_subclass__(**kwargs)
        Base.registry[key or cls.__name__.lower()] = cls

class Alpha(Base):
    def run(self): return 1

class Second(Base, key="beta"):
    def run(self): return 2

class Plugins:
    def next(self):
        return {"names": sorted(Base.registry), "run": [c().run() for _, c in sorted(Base.registry.items())]}
