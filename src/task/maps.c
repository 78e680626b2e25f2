/* SPDX-License-Identifier: GPL-2.0-only */
/* What lies where in the traced processes; see maps.h. */
#include "task/maps.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/clock.h"

enum { BUCKETS = 1024 };

/* How long a look counts as new, and one that failed as final. */
#define LOOK_AGAIN_NS (10 * NSEC_PER_MSEC)
#define LOOK_FAILED_NS NSEC_PER_SEC

/* What looks may cost: so much, and one part in so many of the time since the first. */
#define LOOK_BURST_NS NSEC_PER_SEC
enum { LOOK_SHARE = 20 };

/* Of one process, for all its threads. */
struct maps {
	struct maps *next;
	int pid;
	unsigned int user_cnt; /* threads that have it in task->maps; never 0 */
	struct map_list list;
	uint64_t look_ns; /* what older records say is known since the look; 0: there was none */
	uint64_t next_look_ns; /* no look before */
};

struct maps_table {
	const struct maps_look *look;
	uint64_t first_look_ns;
	uint64_t look_cost_ns; /* of all looks together */
	struct map_names names;
	struct maps *by_pid[BUCKETS];
};

static uint64_t clock_of_records(void)
{
	return clock_now_ns();
}

const struct maps_look maps_look_proc = {
	.read = proc_maps,
	.now_ns = clock_of_records,
};

struct maps_table *maps_table_new(const struct maps_look *look)
{
	struct maps_table *mt = calloc(1, sizeof(*mt));

	if (mt)
		mt->look = look;
	return mt;
}

static struct maps **link_of(struct maps_table *mt, int pid)
{
	struct maps **link = &mt->by_pid[(unsigned int)pid % BUCKETS];

	while (*link && (*link)->pid != pid)
		link = &(*link)->next;
	return link;
}

/* Takes away the one that stands at @link. */
static void drop(struct maps_table *mt, struct maps **link)
{
	struct maps *maps = *link;

	*link = maps->next;
	map_list_clear(&maps->list, &mt->names);
	free(maps);
}

void maps_table_free(struct maps_table *mt)
{
	if (!mt)
		return;
	for (size_t i = 0; i < BUCKETS; i++)
		while (mt->by_pid[i])
			drop(mt, &mt->by_pid[i]);
	map_names_fini(&mt->names);
	free(mt);
}

/* That of the process of @t, or NULL; from now on @t is one of its users. */
static struct maps *find_maps(struct maps_table *mt, struct task *t)
{
	if (!t->maps) {
		t->maps = *link_of(mt, t->pid);
		if (t->maps)
			t->maps->user_cnt++;
	}
	return t->maps;
}

/* The same, made if need be; NULL when memory is short. */
static struct maps *get_maps(struct maps_table *mt, struct task *t)
{
	struct maps *maps = find_maps(mt, t);
	struct maps **link;

	if (maps)
		return maps;
	maps = calloc(1, sizeof(*maps));
	if (!maps)
		return NULL;
	link = link_of(mt, t->pid);
	maps->pid = t->pid;
	maps->user_cnt = 1;
	*link = maps;
	t->maps = maps;
	return maps;
}

void maps_task_end(struct maps_table *mt, struct task *t)
{
	struct maps *maps = t->maps;

	if (!mt || !maps)
		return;
	t->maps = NULL;
	if (!--maps->user_cnt)
		drop(mt, link_of(mt, maps->pid));
	map_names_prune(&mt->names);
}

/* A new program or process: nothing that is older than @time_ns counts. False: nothing was. */
static bool forget(struct maps_table *mt, struct maps *maps, uint64_t time_ns)
{
	if (maps->look_ns >= time_ns)
		return false;
	map_list_clear(&maps->list, &mt->names);
	maps->next_look_ns = 0;
	return true;
}

void maps_fork(struct maps_table *mt, struct task *parent, struct task *child, uint64_t time_ns)
{
	const struct maps *from;
	struct maps *to;

	if (!mt || !parent)
		return;
	from = find_maps(mt, parent);
	if (child->pid == parent->pid) {
		find_maps(mt, child);
		return;
	}
	/* There may be one of a process that had this pid before, and whose end was not seen. */
	to = from ? get_maps(mt, child) : find_maps(mt, child);
	/*
	 * What a look of after the fork saw is that of the parent alone, but for a child that has
	 * ended before we could look there is nothing better.
	 */
	if (to && forget(mt, to, time_ns) && from)
		map_list_copy(&to->list, &mt->names, &from->list);
}

void maps_exec(struct maps_table *mt, struct task *t, uint64_t time_ns)
{
	struct maps *maps = mt ? find_maps(mt, t) : NULL;

	if (maps && forget(mt, maps, time_ns))
		map_names_prune(&mt->names);
}

/* The reference to the name of @m->file passes to the list. */
static int put_map(struct maps_table *mt, struct map_list *list, struct map *m, const char *file)
{
	m->file = map_names_get(&mt->names, *file ? file : "//anon");
	return m->file ? map_list_put(list, &mt->names, m) : -ENOMEM;
}

void maps_mmap(struct maps_table *mt, struct task *t, const struct maps_mmap *m)
{
	struct map map = {
		.addr = m->addr,
		.end = m->addr + m->len_bytes,
		.pgoff_bytes = m->pgoff_bytes,
		.exec = m->exec,
	};
	struct maps *maps = mt && m->addr < map.end ? get_maps(mt, t) : NULL;

	if (!maps || m->time_ns <= maps->look_ns)
		return;
	/* Full of what was unmapped long ago, or no memory: better nothing than the old names. */
	if (put_map(mt, &maps->list, &map, m->file)) {
		map_list_clear(&maps->list, &mt->names);
		maps->next_look_ns = 0;
	}
	map_names_prune(&mt->names);
}

/* Where a look collects. */
struct looking {
	struct maps_table *mt;
	struct map_list list;
	int err;
};

static void take_map(void *arg, const struct proc_map *m)
{
	struct looking *l = arg;
	struct map map = {
		.addr = m->addr,
		.end = m->end,
		.pgoff_bytes = m->pgoff_bytes,
		.exec = m->exec,
	};

	if (!l->err)
		l->err = put_map(l->mt, &l->list, &map, m->file);
}

static bool may_look(struct maps_table *mt, const struct maps *maps, uint64_t now_ns)
{
	if (!mt->first_look_ns)
		mt->first_look_ns = now_ns;
	return now_ns >= maps->next_look_ns &&
	       mt->look_cost_ns <= LOOK_BURST_NS + (now_ns - mt->first_look_ns) / LOOK_SHARE;
}

/*
 * Looks up what there is now, if it is not too soon for that. Through the thread, for the maps of
 * a leader that has ended are empty. Returns whether there is something new.
 */
static bool look(struct maps_table *mt, struct maps *maps, int tid)
{
	struct looking l = { .mt = mt };
	uint64_t begin_ns, end_ns;
	int err;

	begin_ns = mt->look ? mt->look->now_ns() : 0;
	if (!mt->look || !may_look(mt, maps, begin_ns))
		return false;
	err = mt->look->read(tid, take_map, &l);
	end_ns = mt->look->now_ns();
	mt->look_cost_ns += end_ns - begin_ns;
	/* What is beyond the limit of the list is not known, but the rest is. */
	if (err || !l.list.cnt || l.err == -ENOMEM) {
		map_list_clear(&l.list, &mt->names);
		maps->next_look_ns = end_ns + LOOK_FAILED_NS;
		return false;
	}
	map_list_clear(&maps->list, &mt->names);
	maps->list = l.list;
	maps->look_ns = begin_ns;
	maps->next_look_ns = end_ns + LOOK_AGAIN_NS;
	return true;
}

void maps_found(struct maps_table *mt, struct task *t)
{
	struct maps *maps = mt ? get_maps(mt, t) : NULL;

	if (maps && !maps->look_ns)
		look(mt, maps, t->tid);
}

const struct map *maps_find(struct maps_table *mt, struct task *t, uint64_t addr)
{
	static const struct map kernel = { 1ull << 63, UINT64_MAX, 0, "[kernel]", false };
	const struct map *found;
	struct maps *maps;

	if (!mt)
		return NULL;
	if (addr >= kernel.addr)
		return &kernel;
	maps = get_maps(mt, t);
	if (!maps)
		return NULL;
	found = map_list_find(&maps->list, addr);
	if (!found && look(mt, maps, t->tid))
		found = map_list_find(&maps->list, addr);
	return found;
}

/* What is neither memory without a file, "//anon", nor "[heap]", "[stack]", "[anon:name]". */
static bool is_file(const char *name)
{
	return strcmp(name, "//anon") != 0 && (*name != '[' || strcmp(name, "[vdso]") == 0);
}

uint64_t maps_offset(const struct map *m, uint64_t addr)
{
	return is_file(m->file) ? addr - m->addr + m->pgoff_bytes : 0;
}
