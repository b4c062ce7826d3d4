/* The inode number of the mapping at an address; -1 if it cannot be told. */
static long inode_at(const char *address)
{
	unsigned long start, inode;
	char line[8192];
	long found = -1;
	FILE *maps = fopen("/proc/self/maps", "r");

	while (maps != NULL && found < 0 && fgets(line, sizeof(line), maps) != NULL)
		if (sscanf(line, "%lx-%*x %*s %*x %*s %lu", &start, &inode) == 2 &&
		    start == (unsigned long)address)
			found = (long)inode;
	if (maps != NULL)
		fclose(maps);
	return found;
}


/* A mapping at exactly this address; -1 as descriptor maps no object. */
static void map_region(struct region *r, unsigned long addr, unsigned long pages, int flags, int fd,
		       unsigned long offset)
{
	char *at = mmap((void *)addr, pages * PAGE, PROT_READ | PROT_WRITE,
			flags | MAP_NORESERVE | MAP_FIXED_NOREPLACE, fd, (off_t)(offset * PAGE));
	int shows_an_object = strcmp(r->kind, "anon") != 0;
	unsigned long pgoff = shows_an_object ? offset : addr / PAGE;

	if (at != (char *)addr) {
		skipped("mmap", at == MAP_FAILED ? strerror(errno) : "the address is taken");
		if (at != MAP_FAILED)
			munmap(at, pages * PAGE);
		return;
	}
	r->start = at;
	r->pages = pages;
	op("mmap");
	printf(",\"id\":\"%s\",\"kind\":\"%s\",\"pages\":%lu", r->id, r->kind, pages);
	printf(",\"addr\":\"0x%lx\",\"vm_pgoff\":%lu", addr, pgoff);
	if (shows_an_object)
		printf(",\"ino\":%ld", inode_at(at));
	answered(0);
}


/* Memory that shared mappings show, made on first use and at least this long. */
static int object_of(int *fd, unsigned long pages)
{
	struct stat seen;

	if (*fd < 0)
		*fd = memfd_create("object", 0);
	if (fstat(*fd, &seen) == 0 && (unsigned long)seen.st_size < pages * PAGE &&
	    ftruncate(*fd, (off_t)(pages * PAGE)) != 0)
		perror("ftruncate");
	return *fd;
}


static void unmap(struct region *r, unsigned long first, unsigned long pages)
{
	long ret;

	if (missing("munmap", r, first, pages))
		return;
	ret = result(munmap(r->start + first * PAGE, pages * PAGE));
	op("munmap");
	range_of(r, first, pages);
	answered(ret);
	if (ret == 0 && pages == r->pages)
		r->start = NULL;
}


/* mremap(2) to an address where nothing is: it would drop what is there. */
static void move_region(struct region *r, unsigned long addr)
{
	unsigned long bytes = r->pages * PAGE;
	char *room, *at;
	long ret;

	if (missing("mremap", r, 0, 0))
		return;
	room = mmap((void *)addr, bytes, PROT_NONE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
	if (room != (char *)addr) {
		skipped("mremap", "the address is taken");
		if (room != MAP_FAILED)
			munmap(room, bytes);
		return;
	}
	at = mremap(r->start, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, room);
	ret = at == MAP_FAILED ? -(long)errno : 0;
	op("mremap");
	printf(",\"id\":\"%s\",\"addr\":\"0x%lx\"", r->id, addr);
	if (ret == 0)
		r->start = at;
	answered(ret);
}


static void advise(const struct region *r, unsigned long first, unsigned long pages, int advice)
{
	long ret;

	if (missing("madvise", r, first, pages))
		return;
	ret = result(madvise(r->start + first * PAGE, pages * PAGE, advice));
	op("madvise");
	range_of(r, first, pages);
	printf(",\"advice\":%d", advice);
	answered(ret);
}


static unsigned long length_of(const struct run *run)
{
	return (unsigned long)((run->last - run->first) / run->step) + 1;
}


/* Whether this many pages may still be touched; says so when they may not. */
static int too_many(const char *name, unsigned long pages)
{
	char why[96];

	if (pages <= MAX_TOUCHED && shared->touched <= MAX_TOUCHED - pages) {
		shared->touched += pages;
		return 0;
	}
	snprintf(why, sizeof(why), "%lu pages would exceed MAX_TOUCHED, which is %lu", pages,
		 MAX_TOUCHED);
	fprintf(stderr, "left out: %s: %s\n", name, why);
	skipped(name, why);
	return 1;
}


/* One access to each page; the operation is told first, since a signal may end it. */
static void touch(const struct region *r, const char *pages, const struct run *runs, int count,
		  int writes)
{
	unsigned long total = 0;
	long page, left;
	int i;

	for (i = 0; i < count; i++)
		total += length_of(&runs[i]);
	if (missing("touch", r, 0, 0) || too_many("touch", total))
		return;
	op("touch");
	printf(",\"id\":\"%s\",\"pages\":\"%s\"", r->id, pages);
	printf(",\"access\":\"%s\"}", writes ? "w" : "r");
	fflush(stdout);
	for (i = 0; i < count; i++) {
		page = runs[i].first;
		for (left = (long)length_of(&runs[i]); left > 0; left--, page += runs[i].step) {
			volatile char *byte = r->start + (unsigned long)page * PAGE;

			if (writes)
				*byte = 1;
			else
				(void)*byte;
		}
	}
}


/* Nodes of pages, by move_pages(2) that moves nothing. */
static long nodes_of(const struct region *r, unsigned long first, unsigned long pages, int *status)
{
	void **addresses = calloc(pages, sizeof(*addresses));
	unsigned long i;
	long ret;

	if (addresses == NULL)
		return -ENOMEM;
	for (i = 0; i < pages; i++)
		addresses[i] = r->start + (first + i) * PAGE;
	ret = result(syscall(__NR_move_pages, 0, pages, addresses, NULL, status, 0));
	free(addresses);
	return ret;
}


/* Where pages are: run-length text, -2 where none is present. */
static void where(const struct region *r, unsigned long first, unsigned long pages)
{
	int *status;
	unsigned long i, start;
	long ret;

	if (missing("where", r, first, pages))
		return;
	status = calloc(pages, sizeof(*status));
	ret = status == NULL ? -ENOMEM : nodes_of(r, first, pages, status);
	if (ret != 0) {
		skipped("where", strerror((int)-ret));
		free(status);
		return;
	}
	op("where");
	range_of(r, first, pages);
	printf(",\"nodes\":\"");
	for (start = 0, i = 1; i <= pages; i++) {
		if (i < pages && status[i] == status[start])
			continue;
		printf("%s%d", start ? " " : "", status[start]);
		if (i - start > 1)
			printf("x%lu", i - start);
		start = i;
	}
	printf("\"}");
	fflush(stdout);
	free(status);
}


/* A write to each page and, after each, its node and what the task's counter shows. */
static void step_pages(const struct region *r, const char *pages, const struct run *runs, int count)
{
	unsigned long total = 0;
	const char *between = "";
	int i, node, next;
	long page, left, ret;

	for (i = 0; i < count; i++)
		total += length_of(&runs[i]);
	if (missing("step", r, 0, 0) || too_many("step", total))
		return;
	op("step");
	printf(",\"id\":\"%s\",\"pages\":\"%s\",\"trace\":[", r->id, pages);
	for (i = 0; i < count; i++) {
		page = runs[i].first;
		for (left = (long)length_of(&runs[i]); left > 0; left--, page += runs[i].step) {
			*(volatile char *)(r->start + (unsigned long)page * PAGE) = 1;
			ret = nodes_of(r, (unsigned long)page, 1, &node);
			if (ret < 0)
				node = (int)ret;
			ret = result(syscall(__NR_get_mempolicy, &next, NULL, 0UL, NULL,
					     (unsigned long)MPOL_F_NODE));
			if (ret < 0)
				next = (int)ret;
			printf("%s[%ld,%d,%d]", between, page, node, next);
			between = ",";
		}
	}
	printf("]}");
	fflush(stdout);
}
