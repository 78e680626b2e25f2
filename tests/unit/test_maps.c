/* SPDX-License-Identifier: GPL-2.0-only */
/* What lies where: mappings over mappings, looks in /proc and their time, who shares what. */
#include "unit/check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "task/maps.h"
#include "util/clock.h"

/* A /proc that says what the test wants; it has no place but here, for a look has no argument. */
static struct {
	uint64_t now_ns;
	uint64_t cost_ns; /* of a look */
	int err;
	unsigned int look_cnt;
	const struct proc_map *map;
	size_t map_cnt;
} proc;

static int look_read(int tid, proc_map_fn each, void *arg)
{
	(void)tid;
	proc.look_cnt++;
	proc.now_ns += proc.cost_ns;
	for (size_t i = 0; i < proc.map_cnt; i++)
		each(arg, &proc.map[i]);
	return proc.err;
}

static uint64_t look_now(void)
{
	return proc.now_ns;
}

static const struct maps_look look = { look_read, look_now };

struct fixture {
	struct task_table *tasks;
	struct maps_table *maps;
	struct task *t;
};

static int make(void **state, const struct maps_look *with)
{
	static struct fixture f;

	memset(&proc, 0, sizeof(proc));
	proc.now_ns = 1000;
	f.tasks = task_table_new(false);
	f.maps = maps_table_new(with);
	f.t = task_get(f.tasks, 10, 10);
	*state = &f;
	return 0;
}

static int setup(void **state)
{
	return make(state, NULL);
}

static int setup_look(void **state)
{
	return make(state, &look);
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	maps_table_free(f->maps);
	task_table_free(f->tasks);
	return 0;
}

static void map_at(struct fixture *f, struct task *t, uint64_t time_ns, uint64_t addr, uint64_t len,
		   uint64_t pgoff, const char *file)
{
	const struct maps_mmap m = {
		.time_ns = time_ns,
		.addr = addr,
		.len_bytes = len,
		.pgoff_bytes = pgoff,
		.file = file,
	};

	maps_mmap(f->maps, t, &m);
}

/* @file at @addr with @offset; NULL: nothing is known. */
static void expect(struct fixture *f, struct task *t, uint64_t addr, const char *file,
		   uint64_t offset)
{
	const struct map *m = maps_find(f->maps, t, addr);

	if (!file) {
		assert_null(m);
		return;
	}
	assert_non_null(m);
	assert_string_equal(m->file, file);
	assert_int_equal(maps_offset(m, addr), offset);
}

static void test_find(void **state)
{
	struct fixture *f = *state;

	map_at(f, f->t, 1, 0x3000, 0x1000, 0x5000, "/c");
	map_at(f, f->t, 2, 0x1000, 0x1000, 0, "/a");
	expect(f, f->t, 0xfff, NULL, 0);
	expect(f, f->t, 0x1000, "/a", 0);
	expect(f, f->t, 0x1fff, "/a", 0xfff);
	expect(f, f->t, 0x2000, NULL, 0);
	expect(f, f->t, 0x3010, "/c", 0x5010);
	expect(f, f->t, 0x4000, NULL, 0);
	expect(f, f->t, 0xffffffff81000000, "[kernel]", 0);
	expect(f, f->t, UINT64_MAX, "[kernel]", 0);
}

static void test_what_is_no_file_has_no_offset(void **state)
{
	struct fixture *f = *state;

	map_at(f, f->t, 1, 0x1000, 0x1000, 0x7f000, "//anon");
	map_at(f, f->t, 1, 0x2000, 0x1000, 0, "[heap]");
	map_at(f, f->t, 1, 0x3000, 0x1000, 0, "[vdso]");
	map_at(f, f->t, 1, 0x4000, 0x1000, 0x8000, "/dev/zero (deleted)");
	map_at(f, f->t, 1, 0x5000, 0x1000, 0x8000, "");
	expect(f, f->t, 0x1010, "//anon", 0);
	expect(f, f->t, 0x2010, "[heap]", 0);
	expect(f, f->t, 0x3010, "[vdso]", 0x10);
	expect(f, f->t, 0x4010, "/dev/zero (deleted)", 0x8010);
	expect(f, f->t, 0x5010, "//anon", 0);
}

/* A new mapping leaves of the old ones what it does not cover. */
static void test_overlay(void **state)
{
	struct fixture *f = *state;

	map_at(f, f->t, 1, 0x1000, 0x4000, 0x10000, "/old");
	map_at(f, f->t, 2, 0x2000, 0x1000, 0, "/middle");
	expect(f, f->t, 0x1800, "/old", 0x10800);
	expect(f, f->t, 0x2800, "/middle", 0x800);
	expect(f, f->t, 0x3800, "/old", 0x12800);
	map_at(f, f->t, 3, 0x1800, 0x2000, 0, "/over");
	expect(f, f->t, 0x17ff, "/old", 0x107ff);
	expect(f, f->t, 0x1800, "/over", 0);
	expect(f, f->t, 0x37ff, "/over", 0x1fff);
	expect(f, f->t, 0x3800, "/old", 0x12800);
	map_at(f, f->t, 4, 0, 0x10000, 0, "/all");
	expect(f, f->t, 0x1800, "/all", 0x1800);
	expect(f, f->t, 0x9000, "/all", 0x9000);
}

/* A record may say anything. */
static void test_impossible(void **state)
{
	struct fixture *f = *state;
	char name[8192];

	map_at(f, f->t, 1, 0x1000, 0, 0, "/empty");
	map_at(f, f->t, 1, UINT64_MAX - 10, 0x1000, 0, "/wraps");
	map_at(f, f->t, 1, 0x1000, UINT64_MAX, 0, "/wraps");
	expect(f, f->t, 0x1000, NULL, 0);
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	map_at(f, f->t, 1, 0x1000, 0x1000, 0, name);
	assert_in_range(strlen(maps_find(f->maps, f->t, 0x1000)->file), 4000, 4096);
}

/* Against a table with a slot a page. */
static void test_overlay_of_many(void **state)
{
	enum { PAGES = 512, ROUNDS = 5000 };
	struct fixture *f = *state;
	static int page[PAGES], offset[PAGES];

	memset(page, 0, sizeof(page));
	srandom(1);
	for (int i = 1; i <= ROUNDS; i++) {
		int at = (int)(random() % PAGES), len = (int)(random() % 20 + 1);
		int id = i % 50 + 1, probe = (int)(random() % PAGES);
		const struct map *m;
		char name[16];

		snprintf(name, sizeof(name), "/%d", id);
		map_at(f, f->t, (uint64_t)i, (uint64_t)at << 12, (uint64_t)len << 12, 0, name);
		for (int k = at; k < at + len && k < PAGES; k++) {
			page[k] = id;
			offset[k] = k - at;
		}
		m = maps_find(f->maps, f->t, (uint64_t)probe << 12);
		snprintf(name, sizeof(name), "/%d", page[probe]);
		if (page[probe])
			expect(f, f->t, (uint64_t)probe << 12, name, (uint64_t)offset[probe] << 12);
		else
			assert_null(m);
	}
}

/* More than a process can have: no more memory than for that many, and no old names. */
static void test_limit(void **state)
{
	struct fixture *f = *state;

	for (uint64_t i = 0; i < MAP_LIST_LIMIT; i++)
		map_at(f, f->t, i + 1, i << 13, 0x1000, 0, "/a");
	expect(f, f->t, 0, "/a", 0);
	map_at(f, f->t, MAP_LIST_LIMIT + 1, 1ull << 40, 0x1000, 0, "/b");
	expect(f, f->t, 0, NULL, 0);
	map_at(f, f->t, MAP_LIST_LIMIT + 2, 1ull << 40, 0x1000, 0, "/b");
	expect(f, f->t, 1ull << 40, "/b", 0);
}

static const struct proc_map two_maps[] = {
	{ .addr = 0x1000, .end = 0x2000, .pgoff_bytes = 0x100, .exec = true, .file = "/bin/x" },
	{ .addr = 0x2000, .end = 0x3000, .file = "" },
};

static void set_maps(const struct proc_map *map, size_t cnt)
{
	proc.map = map;
	proc.map_cnt = cnt;
}

static void test_first_look(void **state)
{
	struct fixture *f = *state;

	set_maps(two_maps, 2);
	expect(f, f->t, 0x1000, "/bin/x", 0x100);
	assert_true(maps_find(f->maps, f->t, 0x1000)->exec);
	expect(f, f->t, 0x2000, "//anon", 0);
	assert_int_equal(proc.look_cnt, 1);
	/* For the kernel nobody has to look. */
	expect(f, f->t, 1ull << 63, "[kernel]", 0);
	assert_int_equal(proc.look_cnt, 1);
}

/* A record that is older than the look does not undo what the look saw. */
static void test_records_of_before_the_look(void **state)
{
	struct fixture *f = *state;

	set_maps(two_maps, 2);
	expect(f, f->t, 0x1000, "/bin/x", 0x100);
	map_at(f, f->t, 900, 0x1000, 0x1000, 0, "/older");
	expect(f, f->t, 0x1000, "/bin/x", 0x100);
	map_at(f, f->t, 1001, 0x1000, 0x1000, 0, "/newer");
	expect(f, f->t, 0x1000, "/newer", 0);
}

static void test_miss_looks_again_but_not_soon(void **state)
{
	struct fixture *f = *state;

	set_maps(two_maps, 1);
	expect(f, f->t, 0x2000, NULL, 0);
	set_maps(two_maps, 2);
	expect(f, f->t, 0x2000, NULL, 0);
	assert_int_equal(proc.look_cnt, 1);
	proc.now_ns += 10 * NSEC_PER_MSEC;
	expect(f, f->t, 0x2000, "//anon", 0);
	assert_int_equal(proc.look_cnt, 2);
}

/* A process that makes us look all the time has a share of ours, and no more. */
static void test_cost_is_bounded(void **state)
{
	struct fixture *f = *state;
	uint64_t begin_ns = proc.now_ns;

	proc.cost_ns = 30 * NSEC_PER_MSEC;
	set_maps(two_maps, 1);
	for (int i = 0; i < 10000; i++) {
		expect(f, f->t, 0x2000, NULL, 0);
		proc.now_ns += NSEC_PER_MSEC;
	}
	assert_in_range(proc.look_cnt * proc.cost_ns, NSEC_PER_SEC,
			NSEC_PER_SEC + (proc.now_ns - begin_ns) / 20 + proc.cost_ns);
}

static void test_look_that_fails(void **state)
{
	struct fixture *f = *state;

	proc.err = -EACCES;
	map_at(f, f->t, 1, 0x5000, 0x1000, 0, "/known");
	expect(f, f->t, 0x1000, NULL, 0);
	expect(f, f->t, 0x5000, "/known", 0);
	proc.now_ns += 500 * NSEC_PER_MSEC;
	expect(f, f->t, 0x1000, NULL, 0);
	assert_int_equal(proc.look_cnt, 1);
	proc.now_ns += NSEC_PER_SEC;
	expect(f, f->t, 0x1000, NULL, 0);
	assert_int_equal(proc.look_cnt, 2);
	/* An empty answer is that of a process which is gone. */
	proc.err = 0;
	proc.now_ns += 2 * NSEC_PER_SEC;
	expect(f, f->t, 0x1000, NULL, 0);
	expect(f, f->t, 0x5000, "/known", 0);
}

/* The name of what has been found stays readable when a look takes its mapping away. */
static void test_name_survives_next_find(void **state)
{
	struct fixture *f = *state;
	const char *name;

	map_at(f, f->t, 1, 0x9000, 0x1000, 0, "/gone");
	name = maps_find(f->maps, f->t, 0x9000)->file;
	set_maps(two_maps, 2);
	expect(f, f->t, 0x1000, "/bin/x", 0x100);
	expect(f, f->t, 0x9000, NULL, 0);
	assert_string_equal(name, "/gone");
}

static void test_threads_share(void **state)
{
	struct fixture *f = *state;
	struct task *a = task_get(f->tasks, 10, 11), *b = task_get(f->tasks, 10, 12);

	map_at(f, a, 1, 0x1000, 0x1000, 0, "/a");
	maps_fork(f->maps, f->t, b, 2);
	expect(f, b, 0x1000, "/a", 0);
	expect(f, f->t, 0x1000, "/a", 0);
	map_at(f, b, 3, 0x1000, 0x1000, 0, "/b");
	maps_task_end(f->maps, b);
	maps_task_end(f->maps, f->t);
	expect(f, a, 0x1000, "/b", 0);
	maps_task_end(f->maps, a);
	expect(f, a, 0x1000, NULL, 0);
}

static void test_processes_have_copies(void **state)
{
	struct fixture *f = *state;
	struct task *child = task_get(f->tasks, 20, 20);

	map_at(f, f->t, 1, 0x1000, 0x1000, 0, "/both");
	maps_fork(f->maps, f->t, child, 2);
	map_at(f, f->t, 3, 0x2000, 0x1000, 0, "/parent");
	map_at(f, child, 3, 0x3000, 0x1000, 0, "/child");
	expect(f, child, 0x1000, "/both", 0);
	expect(f, child, 0x2000, NULL, 0);
	expect(f, f->t, 0x3000, NULL, 0);
	maps_task_end(f->maps, f->t);
	expect(f, child, 0x1000, "/both", 0);
	maps_exec(f->maps, child, 4);
	expect(f, child, 0x1000, NULL, 0);
}

static void test_unknown_parent(void **state)
{
	struct fixture *f = *state;
	struct task *child = task_get(f->tasks, 20, 20);

	maps_fork(f->maps, NULL, child, 1);
	maps_fork(f->maps, f->t, child, 1);
	maps_exec(f->maps, child, 2);
	maps_task_end(f->maps, child);
	expect(f, child, 0x1000, NULL, 0);
}

/* A pid that is used again, and whose threads' ends were not all seen. */
static void test_pid_used_again(void **state)
{
	struct fixture *f = *state;
	struct task *stale = task_get(f->tasks, 20, 21), *child = task_get(f->tasks, 20, 20);

	map_at(f, stale, 1, 0x1000, 0x1000, 0, "/stale");
	map_at(f, f->t, 1, 0x2000, 0x1000, 0, "/parent");
	maps_fork(f->maps, f->t, child, 2);
	expect(f, child, 0x1000, NULL, 0);
	expect(f, child, 0x2000, "/parent", 0);
	maps_task_end(f->maps, stale);
	expect(f, child, 0x2000, "/parent", 0);
}

/* What was looked up after the event is that of after the event. */
static void test_looks_and_births(void **state)
{
	struct fixture *f = *state;
	struct task *child = task_get(f->tasks, 20, 20);

	set_maps(two_maps, 2);
	expect(f, f->t, 0x1000, "/bin/x", 0x100);
	maps_exec(f->maps, f->t, 999);
	expect(f, f->t, 0x1000, "/bin/x", 0x100);
	assert_int_equal(proc.look_cnt, 1);
	maps_fork(f->maps, f->t, child, 999);
	expect(f, child, 0x1000, "/bin/x", 0x100);
	assert_int_equal(proc.look_cnt, 1);
	maps_exec(f->maps, f->t, 2000);
	set_maps(two_maps, 1);
	expect(f, f->t, 0x2000, NULL, 0);
	assert_int_equal(proc.look_cnt, 2);
	/* The child has been looked up before the record of its birth came. */
	expect(f, child, 0x3000, NULL, 0);
	assert_int_equal(proc.look_cnt, 3);
	maps_fork(f->maps, f->t, child, 999);
	expect(f, child, 0x1000, "/bin/x", 0x100);
}

/* Who was found at the start is looked up once, and his children need nobody to look. */
static void test_found(void **state)
{
	struct fixture *f = *state;
	struct task *thread = task_get(f->tasks, 10, 11), *child = task_get(f->tasks, 20, 20);

	set_maps(two_maps, 2);
	maps_found(f->maps, f->t);
	maps_found(f->maps, thread);
	assert_int_equal(proc.look_cnt, 1);
	maps_fork(f->maps, thread, child, 2000);
	expect(f, child, 0x1000, "/bin/x", 0x100);
	expect(f, thread, 0x1000, "/bin/x", 0x100);
	assert_int_equal(proc.look_cnt, 1);
	maps_found(f->maps, child);
	assert_int_equal(proc.look_cnt, 2);
}

/* Names that nobody uses do not pile up. */
static void test_many_names(void **state)
{
	struct fixture *f = *state;
	char name[32];

	for (uint64_t i = 0; i < 20000; i++) {
		snprintf(name, sizeof(name), "/%d", (int)i);
		map_at(f, f->t, i + 1, 0x1000, 0x1000, 0, name);
	}
	expect(f, f->t, 0x1000, "/19999", 0);
}

static void test_no_table(void **state)
{
	struct fixture *f = *state;
	const struct maps_mmap m = { .addr = 1, .len_bytes = 1, .file = "" };

	maps_fork(NULL, f->t, f->t, 1);
	maps_found(NULL, f->t);
	maps_exec(NULL, f->t, 1);
	maps_mmap(NULL, f->t, &m);
	maps_task_end(NULL, f->t);
	assert_null(maps_find(NULL, f->t, 1ull << 63));
	maps_table_free(NULL);
}

/* The real thing: this process, with a file that has an odd name. */
static void test_proc(void **state)
{
	char path[] = "/tmp/maps test XXXXXX\n";
	struct maps_table *mt = maps_table_new(&maps_look_proc);
	struct task_table *tasks = task_table_new(false);
	struct task *t = task_get(tasks, getpid(), getpid());
	const struct map *m;
	int fd = mkostemps(path, 1, O_CLOEXEC);
	char *at, *expected = strdup(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, 0x3000), 0);
	at = mmap(NULL, 0x2000, PROT_READ, MAP_PRIVATE, fd, 0x1000);
	assert_ptr_not_equal(at, MAP_FAILED);
	m = maps_find(mt, t, (uintptr_t)at + 0x10);
	assert_non_null(m);
	strcpy(strchr(expected, '\n'), "");
	assert_memory_equal(m->file, expected, strlen(expected));
	assert_string_equal(m->file + strlen(expected), "\\012");
	assert_int_equal(maps_offset(m, (uintptr_t)at + 0x10), 0x1010);
	assert_false(m->exec);
	m = maps_find(mt, t, (uintptr_t)&fd);
	assert_string_equal(m->file, "[stack]");
	assert_true(maps_find(mt, t, (uintptr_t)getpid)->exec);
	munmap(at, 0x2000);
	unlink(path);
	close(fd);
	free(expected);
	maps_table_free(mt);
	task_table_free(tasks);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define TEST_LOOK(name) cmocka_unit_test_setup_teardown(name, setup_look, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_find),
		TEST(test_what_is_no_file_has_no_offset),
		TEST(test_overlay),
		TEST(test_impossible),
		TEST(test_overlay_of_many),
		TEST(test_limit),
		TEST_LOOK(test_first_look),
		TEST_LOOK(test_records_of_before_the_look),
		TEST_LOOK(test_miss_looks_again_but_not_soon),
		TEST_LOOK(test_cost_is_bounded),
		TEST_LOOK(test_look_that_fails),
		TEST_LOOK(test_name_survives_next_find),
		TEST(test_threads_share),
		TEST(test_processes_have_copies),
		TEST(test_unknown_parent),
		TEST(test_pid_used_again),
		TEST_LOOK(test_looks_and_births),
		TEST_LOOK(test_found),
		TEST(test_many_names),
		TEST(test_no_table),
		cmocka_unit_test(test_proc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
