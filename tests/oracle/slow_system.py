"""Slow twin of the system: every page an entry of a dict, every fault a walk.

Written page by page from the kernel's rules, to be read beside them; knows nothing of simcore.
It covers private and shared memory, policies of tasks, ranges and objects, weights, sparse and
full nodes, copy on write, and pages that move.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

ABSENT, ZERO = -2, -14
EPERM, EIO, ENOMEM, EFAULT, EINVAL = 1, 5, 12, 14, 22


@dataclass(frozen=True)
class Policy:
    mode: str
    nodes: tuple[int, ...] = ()
    home: int | None = None


@dataclass
class Page:
    """A frame: where it is, and how many page tables show it."""

    node: int


@dataclass
class Memfd:
    ino: int
    pages: dict[int, Page] = field(default_factory=dict)
    policies: dict[int, Policy] = field(default_factory=dict)


@dataclass
class Region:
    base: int
    size: int
    memfd: Memfd | None = None
    shared: bool = False
    pages: dict[int, Page | None] = field(default_factory=dict)
    """What each page-table entry shows; None is the zero page."""
    policies: dict[int, Policy] = field(default_factory=dict)
    """What mbind gave each page's VMA; pages side by side with the same one are one VMA."""
    anon_vma: set[int] = field(default_factory=set)
    """Pages of VMAs to which private memory was written."""

    def vma_of(self, page: int) -> list[int]:
        low = high = page
        while low > 0 and self.policies.get(low - 1) == self.policies.get(page):
            low -= 1
        while high < self.size and self.policies.get(high) == self.policies.get(page):
            high += 1
        return list(range(low, high))


@dataclass
class Task:
    cpu_node: int
    policy: Policy | None = None


class OutOfMemory(Exception):
    pass


class SlowSystem:
    def __init__(self, free: dict[int, int], orders: dict[int, list[int]]) -> None:
        self.free = dict(free)
        self.orders = orders
        self.weights = dict.fromkeys(free, 1)
        self.tasks: dict[str, Task] = {}
        self.regions: dict[str, Region] = {}
        self.owner: dict[str, str] = {}
        self.privileged = True
        """Whether the tasks have CAP_SYS_NICE."""

    def choice(self, task: Task, policy: Policy | None, index: int) -> list[int]:
        """Nodes in the order in which they are tried for one page."""
        if policy is None or policy.mode == "local":
            return self.orders[task.cpu_node]
        if policy.mode == "preferred":
            return self.orders[policy.nodes[0]]
        if policy.mode in ("bind", "preferred_many"):
            start = task.cpu_node if policy.home is None else policy.home
            inside = [node for node in self.orders[start] if node in policy.nodes]
            outside = [node for node in self.orders[start] if node not in policy.nodes]
            return inside if policy.mode == "bind" else inside + outside
        if policy.mode == "interleave":
            return self.orders[policy.nodes[index % len(policy.nodes)]]
        left = index % sum(self.weights[node] for node in policy.nodes)
        for node in policy.nodes:
            if left < self.weights[node]:
                return self.orders[node]
            left -= self.weights[node]
        raise AssertionError

    def take(self, order: Iterable[int]) -> int:
        for node in order:
            if self.free[node] > 0:
                self.free[node] -= 1
                return node
        raise OutOfMemory

    def policy_of(self, task: Task, region: Region, page: int) -> Policy | None:
        if region.memfd is not None:
            return region.memfd.policies.get(page, task.policy)
        return region.policies.get(page, task.policy)

    def index_of(self, region: Region, page: int) -> int:
        return page + (region.base if region.memfd is None else region.memfd.ino)

    def mapped(self, page: Page) -> int:
        return sum(
            shown is page for region in self.regions.values() for shown in region.pages.values()
        )

    def touch(self, name: str, pages: Iterator[int], *, write: bool) -> int | None:
        """The page at which the task is killed, None when it lives."""
        region, task = self.regions[name], self.tasks[self.owner[name]]
        for page in pages:
            try:
                self.fault(task, region, page, write)
            except OutOfMemory:
                return page
        return None

    def fault(self, task: Task, region: Region, page: int, write: bool) -> None:
        order = self.choice(task, self.policy_of(task, region, page), self.index_of(region, page))
        memfd = region.memfd
        shown = region.pages.get(page)
        if write and not region.shared:
            region.anon_vma.update(region.vma_of(page))
        if memfd is not None and (region.shared or not write):
            if page not in memfd.pages and (region.shared or page not in region.pages):
                memfd.pages[page] = Page(self.take(order))
            if region.shared or page not in region.pages:
                region.pages[page] = memfd.pages[page]
        elif not write:
            region.pages.setdefault(page, None)
        elif shown is None or self.mapped(shown) > 1 or (memfd and shown is memfd.pages.get(page)):
            own = Page(self.take(order))
            if memfd is not None and page not in memfd.pages:
                self.fill(memfd, page, order, own)
            region.pages[page] = own

    def fill(self, memfd: Memfd, page: int, order: Iterable[int], own: Page) -> None:
        """The object's page under a private one, which is given back when there is no room."""
        try:
            memfd.pages[page] = Page(self.take(order))
        except OutOfMemory:
            self.free[own.node] += 1
            raise

    def mbind(
        self, name: str, first: int, end: int, asked: dict[str, Any]
    ) -> tuple[int, int | None]:
        region, task = self.regions[name], self.tasks[self.owner[name]]
        policy, mask, mf = asked["policy"], asked["mask"], set(asked["mf"])
        if "move_all" in mf and not self.privileged:
            return -1, EPERM
        pages = {p: region.pages[p] for p in range(first, end) if region.pages.get(p)}
        outside = {p: f for p, f in pages.items() if f is not None and f.node not in mask}
        if policy is None:
            mf.discard("strict")
        if mf == {"strict"} and outside:
            return -1, EIO
        self.bind(region, range(first, end), policy)
        failed = 0
        if mf & {"move", "move_all"}:
            rule = task.policy if policy is None else policy
            movable = {p: f for p, f in outside.items() if "move_all" in mf or self.mapped(f) == 1}
            orders = {p: self.choice(task, rule, self.index_of(region, p)) for p in movable}
            failed = self.batch(movable, orders)
        return (-1, EIO) if failed and "strict" in mf else (0, None)

    def bind(self, region: Region, pages: range, policy: Policy | None) -> None:
        keepers = [] if region.memfd is None else [region.memfd.policies]
        changed = [page for page in pages if region.policies.get(page) != policy]
        for keeper in [region.policies, *keepers]:
            for page in changed:
                if policy is None:
                    keeper.pop(page, None)
                else:
                    keeper[page] = policy
        for page in list(region.anon_vma):
            region.anon_vma.update(region.vma_of(page))

    def batch(self, pages: dict[int, Page], orders: dict[int, list[int]]) -> int:
        """Pages move, ascending; how many found no room."""
        left: list[int] = []
        failed = sum(not self.moved(f, orders[p], left) for p, f in sorted(pages.items()))
        for node in left:
            self.free[node] += 1
        return failed

    def moved(self, frame: Page, order: Iterable[int], left: list[int]) -> bool:
        """What a page leaves becomes free after the whole batch."""
        try:
            node = self.take(order)
        except OutOfMemory:
            return False
        left.append(frame.node)
        frame.node = node
        return True

    def frames(self, task: str) -> Iterator[Page]:
        """What the page tables of a task show, by address."""
        for name in sorted(self.regions, key=lambda n: self.regions[n].base):
            if self.owner[name] == task:
                for _, frame in sorted(self.regions[name].pages.items()):
                    if frame is not None:
                        yield frame

    def migrate(self, task: str, source: int, target: int) -> tuple[int, int | None]:
        """One node to one other node; a page that is met twice counts as failed."""
        queued: list[Page] = []
        again = 0
        for frame in self.frames(task):
            if frame.node != source:
                continue
            if any(frame is met for met in queued):
                again += 1
            elif self.privileged or self.mapped(frame) == 1:
                queued.append(frame)
        for frame in queued:
            if self.free[target] == 0:
                return -1, ENOMEM
            self.free[source] += 1
            self.free[target] -= 1
            frame.node = target
        return again, None

    def drop(self, name: str, first: int, end: int) -> None:
        region = self.regions[name]
        for page in range(first, end):
            frame = region.pages.get(page)
            cached = region.memfd is not None and frame is region.memfd.pages.get(page)
            if frame is not None and not cached and self.mapped(frame) == 1:
                self.free[frame.node] += 1
            region.pages.pop(page, None)

    def fork(self, task: str, child: str) -> None:
        self.tasks[child] = replace(self.tasks[task])
        for name in [n for n in self.regions if self.owner[n] == task]:
            region = self.regions[name]
            copied = {p: f for p, f in region.pages.items() if p in region.anon_vma}
            twin = replace(
                region,
                pages=copied,
                policies=dict(region.policies),
                anon_vma=set(region.anon_vma),
            )
            copy = f"{child}:{name.rpartition(':')[2]}"
            self.regions[copy], self.owner[copy] = twin, child

    def where(self, name: str) -> list[int]:
        region = self.regions[name]
        nodes = []
        for page in range(region.size):
            frame = region.pages.get(page)
            nodes.append(
                ABSENT if page not in region.pages else ZERO if frame is None else frame.node
            )
        return nodes
