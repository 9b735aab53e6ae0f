# It becomes a member of other groups.
# after: rights
# source: own
# control: root
import os
def attack(**_):
    os.setgroups([1, 2, 3])
