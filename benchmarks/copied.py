"""How fast copied text is found among many reports, and with how much memory.

    python benchmarks/copied.py [--number 10000] [--sentences 120] [--family 25] [--shared 0.5]

NUMBER documents of invented sentences: a tenth of each is what everybody writes, SHARED of the rest comes from a stock
that FAMILY agencies on average draw on, each sentence by itself (the worst case: no two documents share much, all share a
little), and every twentieth document copies half of another one, some sentences with a few words changed.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from array import array
from hashlib import blake2b

from checker.batch import copied

WORDS = "法治政府建设执法监督行政复议普法宣传合同审查证照审批培训考核公开备案评估调解应诉案卷评查台账清单"


def sentence(chance: random.Random) -> str:
    return "".join(chance.choice(WORDS) for _ in range(chance.randint(18, 60)))


def mark(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=6).digest(), "big")


def changed(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text))
    return text[:place] + chance.choice(WORDS) + text[place + 1 :]


def documents(options: argparse.Namespace) -> list[list[str]]:
    chance = random.Random(1)
    common = [sentence(chance) for _ in range(options.sentences)]
    each = int(0.9 * options.sentences)
    drawn = int(options.shared * each)
    stock = [sentence(chance) for _ in range(max(1, options.number * drawn // options.family))]
    found: list[list[str]] = []
    for number in range(options.number):
        own = chance.sample(common, options.sentences - each) + chance.sample(stock, min(drawn, len(stock)))
        own += [sentence(chance) for _ in range(each - drawn)]
        if number and number % 20 == 0:
            taken = chance.choice(found)[: options.sentences // 2]
            own[: len(taken)] = [changed(one, chance) if chance.random() < 0.3 else one for one in taken]
        found.append(own)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--number", type=int, default=10_000)
    parser.add_argument("--sentences", type=int, default=120)
    parser.add_argument("--family", type=int, default=25)
    parser.add_argument("--shared", type=float, default=0.5)
    options = parser.parse_args()
    texts = {f"{number:06d}": one for number, one in enumerate(documents(options))}
    marked = [copied.Marked(path, path, array("Q", map(mark, one))) for path, one in texts.items()]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    clock, cpu = time.perf_counter(), time.process_time()
    index = copied.index(marked)
    print(
        f"index: {time.perf_counter() - clock:.2f} s, {len(index.likely)} likely pairs, {len(index.common)} sentences are common"
    )
    found = copied.copied(marked, index, texts.__getitem__)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    print(
        f"{options.number} documents: {time.perf_counter() - clock:.2f} s, CPU {time.process_time() - cpu:.2f} s,"
        f" {(after - before) / unit:.0f} MB more than the texts; {len(found)} pairs told"
    )


if __name__ == "__main__":
    main()
