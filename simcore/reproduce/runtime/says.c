/* What a call answers, or minus errno. */
static long result(long ret)
{
	return ret == -1 ? -(long)errno : ret;
}


/* Begins an operation of the trace. */
static void op(const char *name)
{
	printf("%s{\"op\":\"%s\"%s", shared->ops++ ? ",\n" : "", name, whose);
}


/* Ends it with what a call answered. */
static void answered(long ret)
{
	if (ret < 0)
		printf(",\"ret\":-1,\"errno\":%ld}", -ret);
	else
		printf(",\"ret\":%ld}", ret);
	fflush(stdout);
}


/* Ends an operation of an error grid, whose answer is one number. */
static void answered_in_one(long ret)
{
	printf(",\"r\":%ld}", ret);
	fflush(stdout);
}


/* An operation that is not done; replay passes over it. */
static void skipped(const char *name, const char *why)
{
	op(name);
	printf(",\"skipped\":\"not allowed here\",\"why\":\"%s\"}", why);
	fflush(stdout);
}


/* A call that was posted only: its number belongs to another call today, so nothing is issued. */
static void not_in_any_kernel(const char *name)
{
	op(name);
	printf(",\"skipped\":\"not in any kernel\"}");
	fflush(stdout);
}


/* Whether a container forbade a call: then it says nothing about the kernel. */
static int forbidden(const char *name, long ret)
{
	if (ret != -EPERM && ret != -ENOSYS)
		return 0;
	skipped(name, strerror((int)-ret));
	return 1;
}


/* The same of a call that has an EPERM of its own: asked for nothing, the kernel gives none. */
static int forbidden_at_all(const char *name, long number, long ret)
{
	if (ret == -EPERM && (syscall(number, 0UL, 0UL, 0UL, 0UL, 0UL, 0UL) == 0 || errno != EPERM))
		return 0;
	return forbidden(name, ret);
}


/* Whether pages of a region can be acted on; says so when they cannot. */
static int missing(const char *name, const struct region *r, unsigned long first,
		   unsigned long pages)
{
	if (r->start != NULL && first <= r->pages && pages <= r->pages - first)
		return 0;
	skipped(name, r->start == NULL ? "the region is not mapped" : "beyond the region");
	return 1;
}


static void range_of(const struct region *r, unsigned long first, unsigned long pages)
{
	printf(",\"id\":\"%s\",\"first\":%lu,\"pages\":%lu", r->id, first, pages);
}


static void mode_of(unsigned long mode)
{
	printf(",\"mode\":%lu,\"flags\":%lu", mode & ~MODE_FLAGS, mode & MODE_FLAGS);
}


static void mask_of(const struct mask *m)
{
	printf(",\"nodes\":\"%s\",\"maxnode\":%lu", m->text, m->maxnode);
}


/* A list of set bits, as JSON. */
static void bits(const char *name, const unsigned long *words, int count)
{
	const char *between = "";
	int bit;

	printf(",\"%s\":[", name);
	for (bit = 0; bit < count; bit++) {
		if (words[bit / 64] >> (bit % 64) & 1) {
			printf("%s%d", between, bit);
			between = ",";
		}
	}
	printf("]");
}
