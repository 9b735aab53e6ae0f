# uri: Ids
# expect: [{'v5': '886313e1-3b8a-5372-9b90-0c9aee199e5d', 'len': 36}]
import uuid
class Ids:
    def next(self):
        return {"v5": str(uuid.uuid5(uuid.NAMESPACE_DNS, "python.org")), "len": len(str(uuid.uuid4()))}
