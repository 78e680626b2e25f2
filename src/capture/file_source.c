/* SPDX-License-Identifier: GPL-2.0-only */
/* A recording as a source: rounds, what is wanted of it, what it tells; see file_source.h. */
#include "capture/file_source.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "capture/file_events.h"
#include "capture/file_losses.h"
#include "capture/file_merge.h"
#include "capture/file_source_private.h"
#include "capture/members.h"
#include "capture/recorded_targets.h"
#include "perfdata/format.h"
#include "perfdata/riders.h"
#include "task/task.h"
#include "util/idset.h"

/* Records of one round: so that signals and progress are looked at many times a second. */
enum { ROUND_RECORDS = 4096 };

struct file_source {
	struct source base;
	const struct diag *diag;
	struct file_source_input input;
	struct file_events events;
	struct file_merge *merge;
	struct file_losses losses;
	struct file_source_facts facts;
	char *choice; /* of @facts */
	struct recorded_targets recorded; /* what the recorder itself was after */
	/* Who is wanted; without members everybody is. */
	struct members members;
	struct idset pids, tids;
	struct idset cpus; /* no bits: all */
	uint64_t left_cnt; /* of this round */
	uint64_t unknown_cnt; /* records of events that are not described */
	bool looked; /* at the first chunk */
	/* For what we recorded about ourselves, which the first records are. */
	enum { TARGETS_AHEAD, TARGETS_HERE, TARGETS_OVER } targets;
	bool narrow; /* it lacks calls that programs of another ABI made */
	bool read_failed; /* and the reader has said why */
	bool stopped;
	bool ended;
};

static struct file_source *self(const struct source *s)
{
	return (struct file_source *)s;
}

/* --- Reading ------------------------------------------------------------------------------- */

/* Comes first, and only once. */
static int on_choice(struct file_source *fs, const struct perf_event_header *hdr)
{
	const char *words = (const char *)hdr + sizeof(struct rider_choice);
	size_t room = hdr->size - sizeof(struct rider_choice);
	struct rider_choice c;

	memcpy(&c, hdr, sizeof(c));
	if (fs->choice || fs->targets != TARGETS_AHEAD || !c.len || c.len > room ||
	    words[c.len - 1])
		return 0;
	fs->choice = malloc(c.len);
	if (!fs->choice)
		return -ENOMEM;
	memcpy(fs->choice, words, c.len);
	fs->facts.choice = fs->choice;
	fs->facts.choice_len = c.len;
	return 0;
}

static int on_begin(struct file_source *fs, const struct rider_begin *b)
{
	fs->facts.begun = true;
	fs->facts.calls = b->flags & RIDER_CALLS;
	fs->facts.sees_all_fds = b->flags & RIDER_SEES_ALL_FDS;
	fs->facts.initial_pid_ns = b->flags & RIDER_INITIAL_PID_NS;
	fs->narrow = b->flags & RIDER_NARROW;
	fs->targets = TARGETS_HERE;
	return recorded_targets_begin(&fs->recorded, b);
}

/* Looks at a record in the order of the file, because what it says holds from the first moment. */
static int look_for_targets(struct file_source *fs, const struct perf_event_header *hdr)
{
	union {
		struct rider r;
		struct rider_begin begin;
		struct rider_target target;
	} rider = { 0 };

	if (hdr->type == PERFDATA_RECORD_EVENT_TYPE && hdr->size >= sizeof(rider.r))
		memcpy(&rider, hdr, hdr->size < sizeof(rider) ? hdr->size : sizeof(rider));
	if (rider.r.magic != RIDER_MAGIC) {
		/* Those that tell of targets stand together. */
		if (fs->targets == TARGETS_HERE)
			fs->targets = TARGETS_OVER;
		return 0;
	}
	if (rider.r.kind == RIDER_CHOICE && hdr->size > sizeof(struct rider_choice))
		return on_choice(fs, hdr);
	if (rider.r.kind == RIDER_BEGIN && hdr->size >= sizeof(rider.begin) && !fs->facts.begun)
		return on_begin(fs, &rider.begin);
	if (fs->targets != TARGETS_HERE)
		return 0;
	if (rider.r.kind == RIDER_TARGET && hdr->size >= sizeof(rider.target))
		return recorded_targets_add(&fs->recorded, &rider.target);
	fs->targets = TARGETS_OVER;
	return 0;
}

/* The first chunk is looked through for the beginning; with none there, there is none. */
static int look_at_chunk(struct file_source *fs, const struct perfdata_chunk *c)
{
	const struct perf_event_header *hdr;
	int err = 0;

	for (size_t at = 0; !err && fs->targets != TARGETS_OVER && c->size - at >= sizeof(*hdr);
	     at += hdr->size) {
		hdr = (const void *)(c->data + at);
		if (hdr->size < sizeof(*hdr) || hdr->size > c->size - at)
			break;
		err = look_for_targets(fs, hdr);
	}
	if (fs->targets == TARGETS_AHEAD)
		fs->targets = TARGETS_OVER;
	return err;
}

/* What would have to be waited for, or -1. */
static int waits_on(const struct file_source *fs)
{
	struct pollfd p = { .fd = fs->input.wait_fd(fs->input.arg), .events = POLLIN };

	return p.fd >= 0 && !poll(&p, 1, 0) ? p.fd : -1;
}

static int read_chunk(void *arg, struct perfdata_chunk **out)
{
	struct file_source *fs = arg;
	int ret;

	if (waits_on(fs) >= 0)
		return -EAGAIN;
	ret = fs->input.read(fs->input.arg, out);
	fs->read_failed = ret < 0;
	fs->looked |= ret > 0;
	fs->facts.known |= ret >= 0;
	if (ret > 0 && look_at_chunk(fs, *out)) {
		fs->input.put(*out);
		return -ENOMEM;
	}
	return ret;
}

static void look(void *arg, struct record *rec)
{
	struct file_source *fs = arg;
	const struct decode_layout *l = file_events_find(&fs->events, rec->hdr);

	rec->layout = l;
	if (!l)
		return;
	rec->time_ns = decode_time_ns(l, rec->hdr);
	rec->cpu = decode_cpu(l, rec->hdr);
	rec->major = l->major;
}

/* --- What is wanted ------------------------------------------------------------------------ */

static bool is_named(const struct file_source *fs, int pid, int tid)
{
	return idset_has(&fs->pids, pid) || idset_has(&fs->tids, tid);
}

/* The parent may do nothing that is recorded but to start somebody. */
static void add_parent(struct file_source *fs, const struct perf_event_header *hdr)
{
	int32_t ids[4]; /* pid, ppid, tid, ptid */

	if (hdr->type != PERF_RECORD_FORK || hdr->size < sizeof(*hdr) + sizeof(ids))
		return;
	memcpy(ids, hdr + 1, sizeof(ids));
	if (is_named(fs, ids[1], ids[3]))
		members_add(&fs->members, ids[1], ids[3]);
}

/*
 * All threads of the named processes belong to them from when they are seen first, whether or not
 * anything told of their birth.
 */
static bool is_of_members(struct file_source *fs, const struct record *rec)
{
	struct decode_origin o;
	bool wanted = false;

	/* perf tells of processes that were there already in the same words; they are not new. */
	if (rec->hdr->type != PERF_RECORD_FORK || decode_time_ns(rec->layout, rec->hdr)) {
		add_parent(fs, rec->hdr);
		wanted = members_want(&fs->members, rec->layout, rec->hdr);
	}
	if (wanted || !decode_origin(rec->layout, rec->hdr, &o))
		return wanted;
	if (!is_named(fs, o.subject_pid, o.subject_tid))
		return false;
	if (rec->hdr->type != PERF_RECORD_EXIT)
		members_add(&fs->members, o.subject_pid, o.subject_tid);
	return true;
}

/* An fd belongs to a process. */
static bool is_fd_of_members(const struct file_source *fs, const struct perf_event_header *hdr)
{
	struct rider_fd r;

	if (hdr->size < sizeof(r))
		return true;
	memcpy(&r, hdr, sizeof(r));
	return idset_has(&fs->pids, r.pid) || members_have_process(&fs->members, r.pid);
}

/* Names of threads are good to know wherever they were given. */
static bool is_on_cpus(const struct file_source *fs, const struct record *rec)
{
	switch (rec->hdr->type) {
	case PERF_RECORD_SAMPLE:
	case PERF_RECORD_LOST:
	case RECORD_GAP:
		return idset_has(&fs->cpus, rec->cpu);
	default:
		return true;
	}
}

/* What we recorded beside perf's records: some of it is for us. Returns whether @rec is for others. */
static bool take_rider(struct file_source *fs, const struct record *rec)
{
	struct rider r;

	if (rec->hdr->type != PERFDATA_RECORD_EVENT_TYPE || rec->hdr->size < sizeof(r))
		return false;
	memcpy(&r, rec->hdr, sizeof(r));
	if (r.magic != RIDER_MAGIC)
		return false;
	switch (r.kind) {
	case RIDER_END:
		fs->facts.ended = true;
		fs->facts.end_ns = r.time_ns;
		return false;
	case RIDER_FD:
		return !members_used(&fs->members) || is_fd_of_members(fs, rec->hdr);
	case RIDER_THREAD:
	case RIDER_INFLIGHT:
		return !members_used(&fs->members) || is_of_members(fs, rec);
	case RIDER_CONTAINER:
		return true;
	default:
		return false;
	}
}

/* The events were stopped one after the other. */
static bool is_behind_end(const struct file_source *fs, const struct record *rec)
{
	return fs->facts.ended && rec->hdr->type == PERF_RECORD_SAMPLE &&
	       rec->time_ns > fs->facts.end_ns;
}

/* Returns 1 if @rec is for the caller, 0, or -errno. */
static int take(struct file_source *fs, struct record *rec)
{
	int err;

	if (!rec->layout) {
		fs->unknown_cnt++;
		return 0;
	}
	if (fs->cpus.bits && !is_on_cpus(fs, rec))
		return 0;
	err = file_losses_take(&fs->losses, rec);
	if (err)
		return err < 0 ? err : 0;
	if (rec->hdr->type >= PERFDATA_RECORD_USER && rec->hdr->type != RECORD_GAP)
		return take_rider(fs, rec);
	if (is_behind_end(fs, rec) || (rec->hdr->type != RECORD_GAP &&
				       !wanted_has(&fs->recorded.wanted, rec->layout, rec->hdr)))
		return 0;
	return !members_used(&fs->members) || is_of_members(fs, rec);
}

/* --- The source ---------------------------------------------------------------------------- */

static int file_start(struct source *s)
{
	(void)s;
	return 0;
}

/* Who does not want to see the rest need not wait for it. */
static int file_stop(struct source *s)
{
	self(s)->stopped = true;
	return 0;
}

static int file_fd(const struct source *s)
{
	return waits_on(self(s));
}

static int file_begin_round(struct source *s, bool last)
{
	struct file_source *fs = self(s);
	int err = fs->looked ? 0 : file_merge_begin(fs->merge);

	fs->left_cnt = last ? UINT64_MAX : ROUND_RECORDS;
	if (err && err != -EAGAIN)
		return err;
	return !fs->ended && waits_on(fs) < 0;
}

static int failed(const struct file_source *fs, int err)
{
	if (!fs->read_failed)
		diag_say(fs->diag, DIAG_ERROR, "cannot read the recording again: %s",
			 err == -EIO ? "it was changed meanwhile" : strerror(-err));
	return err;
}

static int file_next(struct source *s, struct record *rec)
{
	struct file_source *fs = self(s);

	while (!fs->stopped && !fs->ended && fs->left_cnt) {
		int ret = file_merge_next(fs->merge, rec);

		if (ret == -EAGAIN)
			return 0;
		if (ret < 0)
			return failed(fs, ret);
		fs->ended = !ret;
		if (!ret)
			return 0;
		fs->left_cnt--;
		ret = take(fs, rec);
		if (ret)
			return ret;
	}
	return 0;
}

static bool file_targets_gone(struct source *s)
{
	return self(s)->ended;
}

/* What the kernel was not asked for cannot be had any more. */
static int file_widen(struct source *s)
{
	return self(s)->narrow ? -ENODATA : 0;
}

static int file_loss(struct source *s, unsigned int idx, struct source_loss *loss)
{
	return file_losses_get(&self(s)->losses, idx, loss);
}

static void file_close(struct source *s)
{
	struct file_source *fs = self(s);

	file_merge_free(fs->merge);
	file_events_fini(&fs->events);
	file_losses_fini(&fs->losses);
	free(fs->choice);
	recorded_targets_fini(&fs->recorded);
	members_fini(&fs->members);
	idset_fini(&fs->pids);
	idset_fini(&fs->tids);
	idset_fini(&fs->cpus);
	free(fs);
}

static const struct source_ops file_ops = {
	.start = file_start,
	.stop = file_stop,
	.fd = file_fd,
	.begin_round = file_begin_round,
	.next = file_next,
	.targets_gone = file_targets_gone,
	.widen = file_widen,
	.loss = file_loss,
	.close = file_close,
};

static int add_ids(struct idset *set, const struct ids *ids, unsigned int limit)
{
	if (!idset_init(set, limit))
		return -ENOMEM;
	for (size_t i = 0; i < ids->cnt; i++)
		idset_add(set, ids->v[i]);
	return 0;
}

static bool have(const struct ids *ids)
{
	return ids && ids->cnt;
}

static int choose_threads(struct file_source *fs, const struct file_source_config *cfg)
{
	static const struct ids none;
	/* With single threads named, others of their processes are none of ours. */
	int err = members_init(&fs->members, cfg->inherit, cfg->inherit && !have(cfg->tids));

	if (!err)
		err = add_ids(&fs->pids, cfg->pids ? cfg->pids : &none, TASK_TID_LIMIT);
	return err ? err : add_ids(&fs->tids, cfg->tids ? cfg->tids : &none, TASK_TID_LIMIT);
}

static int choose_cpus(struct file_source *fs, const struct file_source_config *cfg)
{
	for (size_t i = 0; i < fs->input.attr_cnt; i++)
		if (!(fs->input.attrs[i].attr.sample_type & PERF_SAMPLE_CPU))
			return diag_fail(fs->diag, -ENOTSUP,
					 "on which CPU something was done is not in the recording "
					 "(perf record has --sample-cpu for that): --cpu is of no use "
					 "with it");
	return add_ids(&fs->cpus, cfg->cpus, DECODE_CPU_LIMIT);
}

static int choose(struct file_source *fs, const struct file_source_config *cfg)
{
	int err = 0;

	if (have(cfg->pids) || have(cfg->tids))
		err = choose_threads(fs, cfg);
	return !err && have(cfg->cpus) ? choose_cpus(fs, cfg) : err;
}

static int connect(struct file_source *fs)
{
	const struct file_merge_config merge = {
		.read = read_chunk,
		.put = fs->input.put,
		.look = look,
		.arg = fs,
		.fd = fs->input.fd,
	};

	fs->merge = file_merge_new(&merge);
	return fs->merge ? 0 : -ENOMEM;
}

int file_source_open_input(const struct file_source_config *cfg,
			   const struct file_source_input *input, const struct diag *d,
			   struct source **out)
{
	const struct decode_layout base = {
		.arch = cfg->arch,
		.enter = cfg->enter,
		.exit = cfg->exit,
	};
	struct file_source *fs = calloc(1, sizeof(*fs));
	int err;

	if (!fs)
		return diag_fail(d, -ENOMEM, "no memory to read the recording");
	fs->base.ops = &file_ops;
	fs->diag = d;
	fs->input = *input;
	err = file_events_init(&fs->events, input->attrs, input->attr_cnt, &base, d);
	if (!err)
		err = choose(fs, cfg);
	if (!err)
		err = connect(fs);
	if (err == -ENOMEM)
		diag_say(d, DIAG_ERROR, "no memory to read the recording");
	if (err) {
		file_close(&fs->base);
		return err;
	}
	*out = &fs->base;
	return 0;
}

static int reader_read(void *arg, struct perfdata_chunk **out)
{
	return perfdata_read(arg, out);
}

static int reader_wait_fd(void *arg)
{
	return perfdata_reader_wait_fd(arg);
}

int file_source_open(const struct file_source_config *cfg, const struct diag *d,
		     struct source **out)
{
	struct file_source_input input = {
		.fd = perfdata_reader_fd(cfg->reader),
		.read = reader_read,
		.wait_fd = reader_wait_fd,
		.put = perfdata_chunk_put,
		.arg = cfg->reader,
	};

	input.attrs = perfdata_reader_attrs(cfg->reader, &input.attr_cnt);
	return file_source_open_input(cfg, &input, d, out);
}

const struct file_source_facts *file_source_facts(const struct source *s)
{
	return &self(s)->facts;
}

void file_source_say_oddities(const struct source *s, const struct diag *d)
{
	const struct file_source *fs = self(s);
	uint64_t late_cnt = file_merge_late_cnt(fs->merge);
	int err = file_merge_spill_error(fs->merge);

	if (fs->unknown_cnt)
		diag_say(d, DIAG_WARN,
			 "%" PRIu64 " records belong to no event that the file describes, and were "
			 "left out",
			 fs->unknown_cnt);
	if (late_cnt)
		diag_say(d, DIAG_WARN,
			 "%" PRIu64
			 " records stand in the file behind later ones, farther than can "
			 "be sorted%s%s: calls around them may be paired wrong",
			 late_cnt, err ? ", as there is no temporary file: " : "",
			 err ? strerror(-err) : "");
}
