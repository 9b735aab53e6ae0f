# uri: Talker
# expect: [{'ok': 1}]
import logging
logger = logging.getLogger(__name__)

class Talker:
    def next(self):
        log("hello")
        log.debug("d"); log.info("i"); log.warning("w"); log.error("e")
        print("x =", 1, sep="")
        logger.info("value %s of %d", "a", 3)
        return {"ok": 1}
