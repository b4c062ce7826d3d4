/* A write to a file of weighted_interleave; minus errno when it is refused. */
static long put(const char *file, const char *value, size_t length)
{
	char path[160];
	long ret;
	int fd;

	snprintf(path, sizeof(path), WEIGHT_DIR "%s", file);
	fd = open(path, O_WRONLY);
	if (fd < 0)
		return result(fd);
	ret = result(write(fd, value, length));
	close(fd);
	return ret;
}


static long put_weight(int node, int weight)
{
	char file[16], value[16];

	snprintf(file, sizeof(file), "node%d", node);
	snprintf(value, sizeof(value), "%d", weight);
	return put(file, value, strlen(value));
}


/* Takes the table's state down, for restore_weights(). */
static void save_weights(void)
{
	char path[128];
	int node;

	for (node = 0; node < MAX_NODES; node++) {
		snprintf(path, sizeof(path), WEIGHT_DIR "node%d", node);
		before.weight[node] = atoi(text_of(path));
	}
	snprintf(path, sizeof(path), WEIGHT_DIR "%s", auto_file());
	before.is_auto = strcmp(text_of(path), "true") == 0;
}


/* Puts the table back. */
static void restore_weights(void)
{
	long ret;
	int node;

	if (!write_sysfs)
		return;
	for (node = 0; node < MAX_NODES; node++)
		if (before.weight[node] > 0)
			put_weight(node, before.weight[node]);
	if (before.is_auto && (ret = put(auto_file(), "true", 4)) < 0)
		fprintf(stderr, "auto stays false: %s\n", strerror((int)-ret));
}


/* Writes the weights that the experiment starts with, if that was asked for. */
static void first_weights(int argc, char **argv, int is_auto, const int (*set)[2], int count)
{
	long ret;
	int i;

	write_sysfs = argc > 1 && strcmp(argv[1], "--write-sysfs") == 0;
	if (write_sysfs && geteuid() != 0) {
		fprintf(stderr, "--write-sysfs needs root\n");
		exit(2);
	}
	if (!write_sysfs) {
		fprintf(stderr, "weights stay as they are: "
				"--write-sysfs writes the experiment's, as root\n");
		return;
	}
	save_weights();
	for (i = 0; i < count; i++)
		if (before.weight[set[i][0]] > 0)
			put_weight(set[i][0], set[i][1]);
	if (is_auto && (ret = put(auto_file(), "true", 4)) < 0)
		fprintf(stderr, "auto: %s\n", strerror((int)-ret));
}


/* Weights written one after another while the experiment runs. */
static void set_weights(const int (*set)[2], int count)
{
	long ret;
	int i;

	if (!write_sysfs) {
		skipped("weights", "started without --write-sysfs");
		return;
	}
	op("weights");
	printf(",\"set\":[");
	for (i = 0; i < count; i++) {
		ret = put_weight(set[i][0], set[i][1]);
		printf("%s[%d,%d,%ld]", i ? "," : "", set[i][0], set[i][1], ret);
	}
	printf("]}");
	fflush(stdout);
}


/* Text written to one file, then the whole table. */
static void write_text(const char *file, const char *value, size_t length, const char *as_json)
{
	long ret;

	if (!write_sysfs) {
		skipped("sysfs_write", "started without --write-sysfs");
		return;
	}
	ret = put(strcmp(file, "auto") == 0 ? auto_file() : file, value, length);
	if (ret == -ENOENT || ret == -EACCES) {
		skipped("sysfs_write", strerror((int)-ret));
		return;
	}
	op("sysfs_write");
	printf(",\"file\":\"%s\",\"value\":%s", file, as_json);
	if (ret < 0)
		printf(",\"ret\":-1,\"errno\":%ld,", -ret);
	else
		printf(",\"ret\":%ld,", ret);
	say_weights();
	printf("}");
	fflush(stdout);
}


/* All weights, read */
static void read_weights(void)
{
	if (access(WEIGHT_DIR, R_OK) != 0) {
		skipped("readweights", strerror(errno));
		return;
	}
	op("readweights");
	printf(",");
	say_weights();
	printf("}");
	fflush(stdout);
}
