/* Pins the caller to a CPU. */
static int pin(int cpu)
{
	cpu_set_t *cpus = CPU_ALLOC(MAX_CPUS);
	size_t size = CPU_ALLOC_SIZE(MAX_CPUS);
	int ret;

	CPU_ZERO_S(size, cpus);
	CPU_SET_S(cpu, size, cpus);
	ret = sched_setaffinity(0, size, cpus);
	CPU_FREE(cpus);
	return ret;
}


/* The CPU that is wanted, or the first one that may be used where that one is not there. */
static int usable(int wanted)
{
	cpu_set_t *cpus = CPU_ALLOC(MAX_CPUS);
	size_t size = CPU_ALLOC_SIZE(MAX_CPUS);
	int cpu = 0;

	CPU_ZERO_S(size, cpus);
	if (sched_getaffinity(0, size, cpus) == 0) {
		while (cpu < MAX_CPUS - 1 && !CPU_ISSET_S(cpu, size, cpus))
			cpu++;
		if (CPU_ISSET_S(wanted, size, cpus))
			cpu = wanted;
	}
	CPU_FREE(cpus);
	if (cpu != wanted)
		fprintf(stderr, "CPU %d is not there: CPU %d runs the task instead\n", wanted, cpu);
	return cpu;
}


static void run_on(int cpu)
{
	long ret = result(pin(cpu));

	if (forbidden("cpu", ret))
		return;
	op("cpu");
	printf(",\"cpu\":%d", cpu);
	answered(ret);
}


/* Gives the turn for a step to its task; after the last one all tasks are told to end. */
static void pass(int number)
{
	int task;

	for (task = 0; task < TASKS; task++)
		if (number == STEPS || task_of[number] == task)
			if (write(baton[task][1], &number, sizeof(number)) != sizeof(number))
				exit(1);
}


/* Does the steps of a task, each when its turn comes. */
static void be(int task)
{
	static __thread char field[1024];
	int number;

	snprintf(field, sizeof(field), ",\"task\":\"%s\"", tasks[task].name);
	whose = field;
	while (read(baton[task][0], &number, sizeof(number)) == sizeof(number) && number < STEPS) {
		do_step(number);
		pass(number + 1);
	}
}


/* A task that is a thread of the first one. */
static void *thread_of(void *task)
{
	const struct task *self = task;

	pin(self->cpu);
	if (!self->keeps_nice)
		drop_nice();
	be((int)(self - tasks));
	return NULL;
}


/* A signal that ends a forked task ends the run. */
static void child_ended(int number)
{
	int status;

	(void)number;
	while (waitpid(-1, &status, WNOHANG) > 0)
		if (WIFSIGNALED(status))
			kill(getpid(), WTERMSIG(status));
}


/* fork(2); the child's regions carry its name. */
static void fork_task(int child)
{
	struct sigaction ended = {.sa_handler = child_ended, .sa_flags = SA_RESTART};
	pid_t pid;
	char *id;
	int i;

	op("fork");
	printf(",\"child\":\"%s\"}", tasks[child].name);
	fflush(stdout);
	sigaction(SIGCHLD, &ended, NULL);
	pid = fork();
	if (pid < 0)
		_exit(1);
	if (pid > 0)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (i = 0; i < REGIONS; i++) {
		const char *plain = strchr(regions[i]->id, ':');

		plain = plain == NULL ? regions[i]->id : plain + 1;
		if (regions[i]->start != NULL &&
		    asprintf(&id, "%s:%s", tasks[child].name, plain) > 0)
			regions[i]->id = id;
	}
	be(child);
	fflush(stdout);
	while (wait(NULL) > 0 || errno == EINTR)
		;
	_exit(0);
}


/* All tasks run, and wait for their turns. */
static void run_tasks(void)
{
	pthread_t threads[THREADS];
	int task;

	for (task = 0; task < TASKS; task++)
		if (pipe(baton[task]) != 0)
			exit(1);
	for (task = 1; task < THREADS; task++)
		if (pthread_create(&threads[task], NULL, thread_of, &tasks[task]) != 0)
			exit(1);
	pin(tasks[0].cpu);
	if (!tasks[0].keeps_nice)
		drop_nice();
	pass(0);
	be(0);
	for (task = 1; task < THREADS; task++)
		pthread_join(threads[task], NULL);
	while (wait(NULL) > 0 || errno == EINTR)
		;
}


/* The case in a process of its own, so that a signal that ends it can be told. */
static void run_case(void (*run)(void))
{
	int status = 0;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
		run();
		fflush(stdout);
		_exit(0);
	}
	signal(SIGINT, SIG_IGN); /* the case ends by it, and what follows is still done */
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	printf("],\"exit\":%d,\"signal\":%d}]}\n", WIFEXITED(status) ? WEXITSTATUS(status) : -1,
	       WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}


/* What the program needs before anything is said. */
static void begin(void)
{
	if (sysconf(_SC_PAGESIZE) != (long)PAGE) {
		fprintf(stderr, "the machine has no pages of %lu bytes\n", PAGE);
		exit(2);
	}
	if (access(NODE_DIR "online", R_OK) != 0) {
		fprintf(stderr, "sysfs shows no NUMA nodes\n");
		exit(2);
	}
	shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED) {
		perror("mmap");
		exit(2);
	}
}


/* The tasks with the CPUs that they get, and the beginning of the case. */
static void say_tasks(void)
{
	int task;

	for (task = 0; task < TASKS; task++)
		tasks[task].cpu = usable(tasks[task].cpu);
	printf("\"cpu\":%d,\n\"cases\":[{\"case\":\"experiment\",\"tasks\":[", tasks[0].cpu);
	for (task = 0; task < THREADS; task++) {
		printf("%s{\"name\":\"%s\",\"cpu\":%d,", task ? "," : "", tasks[task].name,
		       tasks[task].cpu);
		say_caps(tasks[task].keeps_nice);
		printf("}");
	}
	printf("],\"ops\":[\n");
}
