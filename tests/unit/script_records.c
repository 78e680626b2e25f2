/* SPDX-License-Identifier: GPL-2.0-only */
/* Words into records; see script_records.h. */
#include "unit/script_records.h"

#include <string.h>
#include <sys/mman.h>

#include "task/task.h"
#include "unit/calls.h"
#include "unit/check.h"

enum { NAME_BYTES = 256 };

const char *const script_point_names[] = { "sched:switch", "net:xmit", "probe:on", "probe:off" };

struct signal_raw {
	int32_t sig, err, code, unused;
	uint64_t handler;
};

struct sent_raw {
	int32_t sig, tid;
};

struct runtime_raw {
	int32_t tid, unused;
	uint64_t runtime;
};

#define FIELD(type, name)                                                      \
	{                                                                      \
		BYTES_COMMON + offsetof(type, name), sizeof(((type *)0)->name) \
	}

const struct signal_fields script_signal_fields = {
	.sig = FIELD(struct signal_raw, sig),
	.code = FIELD(struct signal_raw, code),
	.err = FIELD(struct signal_raw, err),
	.handler = FIELD(struct signal_raw, handler),
};

const struct sent_fields script_sent_fields = {
	.sig = FIELD(struct sent_raw, sig),
	.tid = FIELD(struct sent_raw, tid),
};

const struct runtime_fields script_runtime_fields = {
	.tid = FIELD(struct runtime_raw, tid),
	.runtime = FIELD(struct runtime_raw, runtime),
};

static void make_enter(struct bytes *b, const struct decode_layout *l, const struct words *w,
		       struct stamp s)
{
	enum abi abi = words_is(w, 3, "enter32") ? calls_abi32() : arch_native_abi();
	uint64_t args[SYSCALL_ARGS_MAX];

	words_args(w, 5, args);
	bytes_enter(b, l, s, abi, words_nr(w, 4, abi), args);
}

static void make_exit(struct bytes *b, const struct decode_layout *l, const struct words *w,
		      struct stamp s)
{
	enum abi abi = words_is(w, 3, "exit32") ? calls_abi32() : arch_native_abi();

	bytes_exit(b, l, s, words_nr(w, 4, abi), words_number(w, 5));
}

static void make_comm(struct bytes *b, const struct decode_layout *l, const struct words *w,
		      struct stamp s)
{
	char name[TASK_COMM_BYTES];

	words_name(w, 4, name, sizeof(name));
	bytes_comm(b, l, s, name, words_is(w, 3, "exec"));
}

static void make_fork(struct bytes *b, const struct decode_layout *l, const struct words *w,
		      struct stamp s)
{
	int pid, tid;

	words_ids(w, 4, &pid, &tid);
	bytes_fork(b, l, s, pid, tid);
}

static void make_end(struct bytes *b, const struct decode_layout *l, const struct words *w,
		     struct stamp s)
{
	(void)w;
	bytes_task_exit(b, l, s);
}

unsigned int script_point(const struct words *w, size_t i)
{
	for (unsigned int p = 0; p < ARRAY_CNT(script_point_names); p++)
		if (words_is(w, i, script_point_names[p]))
			return p;
	words_fail(w, "no such tracepoint");
	return 0;
}

static void make_point(struct bytes *b, const struct decode_layout *l, const struct words *w,
		       struct stamp s)
{
	uint16_t id = (uint16_t)(SCRIPT_ID_POINTS + script_point(w, 4));
	char text[NAME_BYTES];

	words_name(w, 5, text, sizeof(text));
	bytes_tracepoint(b, l, s, id, text, (uint32_t)strlen(text) + 1);
}

static void make_signal(struct bytes *b, const struct decode_layout *l, const struct words *w,
			struct stamp s)
{
	const struct signal_raw raw = {
		.sig = (int32_t)words_number(w, 4),
		.code = (int32_t)words_number(w, 5),
		.handler = words_is(w, 6, "default") ? 0 : 0x401000,
	};

	bytes_tracepoint(b, l, s, SCRIPT_ID_SIGNAL, &raw, sizeof(raw));
}

static void make_sent(struct bytes *b, const struct decode_layout *l, const struct words *w,
		      struct stamp s)
{
	const struct sent_raw raw = { (int32_t)words_number(w, 4), (int32_t)words_number(w, 5) };

	bytes_tracepoint(b, l, s, SCRIPT_ID_SENT, &raw, sizeof(raw));
}

static void make_runtime(struct bytes *b, const struct decode_layout *l, const struct words *w,
			 struct stamp s)
{
	const struct runtime_raw raw = {
		.tid = (int32_t)words_number(w, 4),
		.runtime = (uint64_t)words_number(w, 5),
	};

	bytes_tracepoint(b, l, s, SCRIPT_ID_RUNTIME, &raw, sizeof(raw));
}

static void make_fault(struct bytes *b, const struct decode_layout *l, const struct words *w,
		       struct stamp s)
{
	if (!(l->sample_type & PERF_SAMPLE_ADDR))
		words_fail(w, "needs `option faults`");
	s.id = words_is(w, 4, "maj") ? SCRIPT_ID_MAJOR : 0;
	bytes_fault(b, l, s, (uint64_t)words_number(w, 5), (uint64_t)words_number(w, 6));
}

static void make_mmap(struct bytes *b, const struct decode_layout *l, const struct words *w,
		      struct stamp s)
{
	char file[NAME_BYTES];
	const struct bytes_mapping m = {
		.addr = (uint64_t)words_number(w, 4),
		.len = (uint64_t)words_number(w, 5),
		.pgoff = (uint64_t)words_number(w, 6),
		.prot = words_is(w, 7, "x") ? PROT_READ | PROT_EXEC : PROT_READ,
		.file = file,
	};

	words_name(w, 8, file, sizeof(file));
	bytes_mmap(b, l, s, &m);
}

static void make_cgroup(struct bytes *b, const struct decode_layout *l, const struct words *w,
			struct stamp s)
{
	char path[NAME_BYTES];

	words_name(w, 5, path, sizeof(path));
	bytes_cgroup(b, l, s, (uint64_t)words_number(w, 4), path);
}

static const struct {
	const char *word;
	void (*make)(struct bytes *b, const struct decode_layout *l, const struct words *w,
		     struct stamp s);
} record_words[] = {
	{ "cgroup", make_cgroup },   { "comm", make_comm },	{ "end", make_end },
	{ "enter", make_enter },     { "enter32", make_enter }, { "exec", make_comm },
	{ "exit", make_exit },	     { "exit32", make_exit },	{ "fault", make_fault },
	{ "fork", make_fork },	     { "mmap", make_mmap },	{ "point", make_point },
	{ "runtime", make_runtime }, { "sent", make_sent },	{ "signal", make_signal },
};

bool script_record(struct bytes *b, const struct decode_layout *l, const struct words *w,
		   struct stamp s)
{
	for (size_t i = 0; i < ARRAY_CNT(record_words); i++) {
		if (!words_is(w, 3, record_words[i].word))
			continue;
		record_words[i].make(b, l, w, s);
		return true;
	}
	return false;
}
