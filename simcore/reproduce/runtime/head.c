#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/capability.h>
#include <linux/mempolicy.h>

#if __SIZEOF_LONG__ != 8
#error "addresses and masks are those of a 64-bit machine"
#endif

/* Pages that may be touched in all: 65536 are 256 MiB. A touch beyond is left out and says so. */
#ifndef MAX_TOUCHED
#define MAX_TOUCHED 65536UL
#endif

#define PAGE 4096UL
#define MAX_NODES 64
#define MAX_CPUS 8192
#define READ_BITS 1024
#define MODE_FLAGS 0xe000UL
#define NODE_DIR "/sys/devices/system/node/"
#define WEIGHT_DIR "/sys/kernel/mm/mempolicy/weighted_interleave/"

/* Numbers for headers that are older than the call: x86-64, and the table that others share. */
#if defined(__x86_64__)
#define BY_TABLE(x86_64, generic) x86_64
#else
#define BY_TABLE(x86_64, generic) generic
#endif
#ifndef __NR_mbind
#define __NR_mbind BY_TABLE(237, 235)
#endif
#ifndef __NR_set_mempolicy
#define __NR_set_mempolicy BY_TABLE(238, 237)
#endif
#ifndef __NR_get_mempolicy
#define __NR_get_mempolicy BY_TABLE(239, 236)
#endif
#ifndef __NR_migrate_pages
#define __NR_migrate_pages BY_TABLE(256, 238)
#endif
#ifndef __NR_move_pages
#define __NR_move_pages BY_TABLE(279, 239)
#endif
#ifndef __NR_set_mempolicy_home_node
#define __NR_set_mempolicy_home_node 450
#endif
#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif
#ifndef MPOL_F_STATIC_NODES
#define MPOL_F_STATIC_NODES 0x8000
#endif
#ifndef MPOL_F_RELATIVE_NODES
#define MPOL_F_RELATIVE_NODES 0x4000
#endif
#ifndef MPOL_F_NUMA_BALANCING
#define MPOL_F_NUMA_BALANCING 0x2000
#endif
#ifndef MPOL_LOCAL
#define MPOL_LOCAL 4
#endif
#ifndef MPOL_PREFERRED_MANY
#define MPOL_PREFERRED_MANY 5
#endif
#ifndef MPOL_WEIGHTED_INTERLEAVE
#define MPOL_WEIGHTED_INTERLEAVE 6
#endif

/* A mapping; start is NULL while it is not there. */
struct region {
	const char *id;
	const char *kind;
	char *start;
	unsigned long pages;
};

/* A nodemask argument: what it says, where it lies, how many bits are read and one more. */
struct mask {
	const char *text;
	const unsigned long *words;
	unsigned long maxnode;
};

/* A run of pages: from first to last by step, either way. */
struct run {
	long first, last, step;
};

#define NODES(text, maxnode, ...) \
	(&(const struct mask){text, (const unsigned long[]){__VA_ARGS__}, maxnode})
#define NULL_NODES(maxnode) (&(const struct mask){"-", NULL, maxnode})
#define BAD_NODES(maxnode) (&(const struct mask){"bad", (const unsigned long *)8, maxnode})

static struct shared {
	int ops;
	unsigned long touched;
} *shared;
