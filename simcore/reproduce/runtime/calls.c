/* set_mempolicy(2) */
static void set_policy(unsigned long mode, const struct mask *m)
{
	long ret = result(syscall(__NR_set_mempolicy, mode, m->words, m->maxnode));

	if (forbidden("set_mempolicy", ret))
		return;
	op("set_mempolicy");
	mode_of(mode);
	mask_of(m);
	answered(ret);
}


/* mbind(2) of pages of a region */
static void bind_range(const struct region *r, unsigned long first, unsigned long pages,
		       unsigned long mode, const struct mask *m, unsigned long mf)
{
	long ret;

	if (missing("mbind", r, 0, 0))
		return;
	ret = result(syscall(__NR_mbind, r->start + first * PAGE, pages * PAGE, mode, m->words,
			     m->maxnode, mf));
	if (forbidden_at_all("mbind", __NR_mbind, ret))
		return;
	op("mbind");
	range_of(r, first, pages);
	mode_of(mode);
	mask_of(m);
	printf(",\"mf\":%lu", mf);
	answered(ret);
}


/* mbind(2) of any addresses */
static void bind_raw(unsigned long addr, unsigned long length, unsigned long mode,
		     const struct mask *m, unsigned long mf)
{
	long ret = result(syscall(__NR_mbind, addr, length, mode, m->words, m->maxnode, mf));

	if (forbidden_at_all("mb", __NR_mbind, ret))
		return;
	op("mb");
	printf(",\"a\":[\"0x%lx\",\"0x%lx\",\"0x%lx\",", addr, length, mode);
	printf("\"%s\",\"0x%lx\",\"0x%lx\"]", m->text, m->maxnode, mf);
	answered_in_one(ret);
}


/* set_mempolicy_home_node(2) of pages of a region */
static void home_range(const struct region *r, unsigned long first, unsigned long pages,
		       unsigned long node, unsigned long flags)
{
	long ret;

	if (missing("set_mempolicy_home_node", r, 0, 0))
		return;
	ret = result(syscall(__NR_set_mempolicy_home_node, r->start + first * PAGE, pages * PAGE, node,
		      flags));
	if (forbidden("set_mempolicy_home_node", ret))
		return;
	op("set_mempolicy_home_node");
	range_of(r, first, pages);
	printf(",\"node\":\"0x%lx\",\"flags\":%lu", node, flags);
	answered(ret);
}


/* set_mempolicy_home_node(2) of any addresses */
static void home_raw(unsigned long addr, unsigned long length, unsigned long node,
		     unsigned long flags)
{
	long ret = result(syscall(__NR_set_mempolicy_home_node, addr, length, node, flags));

	if (forbidden("hn", ret))
		return;
	op("hn");
	printf(",\"a\":[\"0x%lx\",\"0x%lx\",\"0x%lx\",\"0x%lx\"]", addr, length, node, flags);
	answered_in_one(ret);
}


/* get_mempolicy(2) of the task, or of a page of a region */
static void read_policy(const struct region *r, unsigned long page)
{
	unsigned long words[READ_BITS / 64] = {0};
	int mode = -1;
	long ret;

	if (r != NULL && missing("get_mempolicy", r, page, 1))
		return;
	ret = result(syscall(__NR_get_mempolicy, &mode, words, READ_BITS + 1UL,
		      r == NULL ? NULL : r->start + page * PAGE,
		      r == NULL ? 0UL : (unsigned long)MPOL_F_ADDR));
	if (forbidden("get_mempolicy", ret))
		return;
	op("get_mempolicy");
	if (r != NULL)
		printf(",\"id\":\"%s\",\"page\":%lu", r->id, page);
	if (ret == 0) {
		mode_of((unsigned)mode);
		bits("nodes", words, READ_BITS);
	}
	answered(ret);
}


/* get_mempolicy(2) with any arguments; pointers are "1" to memory, "0" NULL, "2" unmapped */
static void read_raw(const char *to_policy, const char *to_mask, unsigned long maxnode,
		     unsigned long addr, unsigned long ask)
{
	static unsigned long words[32768 / 64 + 1];
	void *const pointers[] = {NULL, words, (void *)8};
	int mode = -1, with_mode = *to_policy == '1', with_mask = *to_mask == '1';
	long ret;

	memset(words, 0, sizeof(words));
	ret = result(syscall(__NR_get_mempolicy, with_mode ? &mode : pointers[*to_policy - '0'],
		      pointers[*to_mask - '0'], maxnode, addr, ask));
	if (forbidden("gp", ret))
		return;
	op("gp");
	printf(",\"a\":[\"%s\",\"%s\",", to_policy, with_mask ? "buf" : to_mask);
	printf("\"0x%lx\",\"0x%lx\",\"0x%lx\"]", maxnode, addr, ask);
	if (ret == 0 && with_mode)
		printf(",\"m\":%d", mode);
	if (ret == 0 && with_mask)
		bits("n", words, READ_BITS);
	answered_in_one(ret);
}


/* get_mempolicy(2) with MPOL_F_NODE: the node that the task's counter comes to next */
static void read_next(void)
{
	int node = -1;
	long ret = result(syscall(__NR_get_mempolicy, &node, NULL, 0UL, NULL, (unsigned long)MPOL_F_NODE));

	if (forbidden("next", ret))
		return;
	op("next");
	if (ret == 0)
		printf(",\"node\":%d", node);
	answered(ret);
}


/* get_mempolicy(2) with MPOL_F_NODE | MPOL_F_ADDR: the node of a page */
static void read_node(const struct region *r, unsigned long page)
{
	int node = -1;
	long ret;

	if (missing("get_node", r, page, 1))
		return;
	ret = result(syscall(__NR_get_mempolicy, &node, NULL, 0UL, r->start + page * PAGE,
		      (unsigned long)(MPOL_F_NODE | MPOL_F_ADDR)));
	if (forbidden("get_node", ret))
		return;
	op("get_node");
	printf(",\"id\":\"%s\",\"page\":%lu", r->id, page);
	if (ret == 0)
		printf(",\"node\":%d", node);
	answered(ret);
}


/* get_mempolicy(2) with MPOL_F_MEMS_ALLOWED */
static void read_allowed(void)
{
	unsigned long words[READ_BITS / 64] = {0};
	long ret = result(syscall(__NR_get_mempolicy, NULL, words, READ_BITS + 1UL, NULL,
			   (unsigned long)MPOL_F_MEMS_ALLOWED));

	if (forbidden("mems_allowed", ret))
		return;
	op("mems_allowed");
	bits("nodes", words, READ_BITS);
	answered(ret);
}


/* migrate_pages(2) of the process itself */
static void migrate(const struct mask *from, const struct mask *to)
{
	long ret = result(syscall(__NR_migrate_pages, 0, from->maxnode, from->words, to->words));

	if (forbidden_at_all("migrate_pages", __NR_migrate_pages, ret))
		return;
	op("migrate_pages");
	printf(",\"from\":\"%s\",\"to\":\"%s\"", from->text, to->text);
	answered(ret);
}


/* move_pages(2) of one page */
static void move_page(const struct region *r, unsigned long page, int node)
{
	void *address = r->start + page * PAGE;
	int status = -999;
	long ret;

	if (missing("move_pages", r, page, 1))
		return;
	ret = result(syscall(__NR_move_pages, 0, 1UL, &address, &node, &status, MPOL_MF_MOVE));
	if (forbidden("move_pages", ret))
		return;
	op("move_pages");
	printf(",\"id\":\"%s\",\"page\":%lu,\"node\":%d,\"status\":%d", r->id, page, node, status);
	answered(ret);
}
