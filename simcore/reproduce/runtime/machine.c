/* The first line of a file below /; "" when it cannot be read. */
static const char *text_of(const char *path)
{
	static __thread char text[4096];
	FILE *file = fopen(path, "r");

	text[0] = 0;
	if (file != NULL) {
		if (fgets(text, sizeof(text), file) != NULL)
			text[strcspn(text, "\n")] = 0;
		fclose(file);
	}
	return text;
}


/* What follows a word in a file, such as the number behind MemTotal: in meminfo. */
static const char *field_of(const char *path, const char *word)
{
	static char value[256];
	char line[1024];
	FILE *file = fopen(path, "r");
	const char *at;

	value[0] = 0;
	while (file != NULL && value[0] == 0 && fgets(line, sizeof(line), file) != NULL) {
		at = strstr(line, word);
		if (at != NULL && sscanf(at + strlen(word), "%255s", value) != 1)
			value[0] = 0;
	}
	if (file != NULL)
		fclose(file);
	return value;
}


/* Prints the members of a list such as 0-3,8 that are below a limit. */
static void say_list(const char *list, int limit)
{
	int first, last, length, count = 0;

	while (sscanf(list, "%d%n", &first, &length) == 1) {
		list += length;
		last = first;
		if (sscanf(list, "-%d%n", &last, &length) == 1)
			list += length;
		for (; first <= last && first < limit; first++)
			printf("%s%d", count++ ? "," : "", first);
		list += *list == ',';
	}
}


/* A file of a node. */
static const char *node_file(int node, const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), NODE_DIR "node%d/%s", node, name);
	return path;
}


static int is_online(int node)
{
	return access(node_file(node, "meminfo"), R_OK) == 0;
}


static unsigned long kib_of(int node, const char *word)
{
	return strtoul(field_of(node_file(node, "meminfo"), word), NULL, 10);
}


/* Nodes with memory and CPUs, and the distances between all. */
static void say_topology(void)
{
	const char *between = "", *word, *text;
	int node, length, distance;

	printf("\"topology\":{\"name\":\"this machine\",\"nodes\":[");
	for (node = 0; node < MAX_NODES; node++) {
		if (!is_online(node))
			continue;
		printf("%s{\"node\":%d,\"mib\":%lu,", between, node, kib_of(node, "MemTotal:") / 1024);
		printf("\"cpus\":[");
		say_list(text_of(node_file(node, "cpulist")), MAX_CPUS);
		printf("]}");
		between = ",";
	}
	printf("],\"distance\":[");
	for (node = 0, between = ""; node < MAX_NODES; node++) {
		if (!is_online(node))
			continue;
		printf("%s[", between);
		text = text_of(node_file(node, "distance"));
		for (word = text; sscanf(word, "%d%n", &distance, &length) == 1; word += length)
			printf("%s%d", word == text ? "" : ",", distance);
		printf("]");
		between = ",";
	}
	printf("]},\n");
}


/* The file that says whether weights are computed; Linux 6.18 misspells its name. */
static const char *auto_file(void)
{
	return access(WEIGHT_DIR "__auto_type", F_OK) == 0 ? "__auto_type" : "auto";
}


/* All weight files, and auto where it is. */
static void say_weights(void)
{
	const char *between = "", *weight;
	char path[128];
	int node;

	printf("\"weights\":[");
	for (node = 0; node < MAX_NODES; node++) {
		snprintf(path, sizeof(path), WEIGHT_DIR "node%d", node);
		weight = text_of(path);
		if (weight[0] != 0) {
			printf("%s[%d,%s]", between, node, weight);
			between = ",";
		}
	}
	printf("]");
	snprintf(path, sizeof(path), WEIGHT_DIR "%s", auto_file());
	if (access(path, R_OK) == 0)
		printf(",\"auto\":\"%s\"", text_of(path));
}


static void say_initial(void)
{
	const char *between = "";
	int node;

	printf("\"initial\":{");
	say_weights();
	printf(",\"free_kb\":[");
	for (node = 0; node < MAX_NODES; node++) {
		if (is_online(node)) {
			printf("%s[%d,%lu]", between, node, kib_of(node, "MemFree:"));
			between = ",";
		}
	}
	printf("]},\n");
}


/* The bandwidths from which a kernel computes weights. */
static void say_bandwidths(void)
{
	static const char *const ways[] = {"read", "write"};
	const char *between = "", *value;
	char name[64];
	int node, way;

	printf("\"sysfs_access\":{");
	for (node = 0; node < MAX_NODES; node++) {
		for (way = 0; way < 2; way++) {
			snprintf(name, sizeof(name), "access1/initiators/%s_bandwidth", ways[way]);
			value = text_of(node_file(node, name));
			if (value[0] != 0) {
				printf("%s\"acc1_%d_%s_bandwidth\":\"%s\"", between, node, ways[way],
				       value);
				between = ",";
			}
		}
	}
	printf("},\n");
}


/* Gives up CAP_SYS_NICE, by which root may do what a task without it may not. */
static void drop_nice(void)
{
	struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct caps[_LINUX_CAPABILITY_U32S_3];

	if (syscall(__NR_capget, &head, caps) == 0) {
		caps[0].effective &= ~(1U << CAP_SYS_NICE);
		if (syscall(__NR_capset, &head, caps) == 0)
			return;
	}
	perror("CAP_SYS_NICE stays");
}


/* The capabilities that matter to the calls, without CAP_SYS_NICE where a task gives it up. */
static void say_caps(int keeps_nice)
{
	unsigned long long caps = strtoull(field_of("/proc/self/status", "CapEff:"), NULL, 16);
	int nice = keeps_nice && caps >> CAP_SYS_NICE & 1, ptrace = caps >> CAP_SYS_PTRACE & 1;

	printf("\"caps\":[%s%s%s]", nice ? "\"sys_nice\"" : "", nice && ptrace ? "," : "",
	       ptrace ? "\"sys_ptrace\"" : "");
}


/* Everything of the trace but its case. */
static void say_machine(void)
{
	static const char *const lists[] = {"online", "possible", "has_memory", "has_cpu"};
	struct utsname name;
	char path[64];
	int i;

	uname(&name);
	printf("{\"schema\":1,\"group\":\"R\",\n");
	printf("\"kernel\":\"%s\",\"kernel_version\":\"%s\",\n", name.release, name.version);
	say_topology();
	for (i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), NODE_DIR "%s", lists[i]);
		printf("\"%s\":\"", lists[i]);
		say_list(text_of(path), MAX_NODES);
		printf("\",");
	}
	say_initial();
	say_bandwidths();
	say_caps(1);
	printf(",\"mems_allowed\":\"%s\",", field_of("/proc/self/status", "Mems_allowed_list:"));
}
