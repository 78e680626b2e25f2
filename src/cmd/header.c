/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a recording says about itself; see header.h. The facts are found once, as rows of a name and
 * a value, and written in one of two ways. All of it was written by somebody else.
 */
#include "cmd/header.h"

#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "perfdata/format.h"
#include "perfdata/riders.h"
#include "util/clock.h"
#include "util/text.h"

/* How it is written. */
struct header {
	struct outfile *out;
	struct text t; /* of the line that is being made; of JSON all is one */
	bool json;
	bool first; /* of an object or a list of JSON */
};

/* --- Lines and JSON ------------------------------------------------------------------------ */

/* The object is long: what is made of it so far goes out, and it goes on. */
static void make_room(struct header *h)
{
	outfile_commit(h->out, &h->t);
	outfile_reserve(h->out, &h->t);
}

static void put_json_text(struct header *h, const char *s)
{
	size_t len = strlen(s), done = 0;

	text_char(&h->t, '"');
	while (done < len) {
		done += text_json(&h->t, s + done, len - done);
		if (done < len)
			make_room(h);
	}
	text_char(&h->t, '"');
}

/* The name of a fact: the text has one for people, in columns, JSON a key. */
static void begin_fact(struct header *h, const char *name, const char *key)
{
	make_room(h);
	if (!h->json) {
		text_lit(&h->t, "# ");
		text_str(&h->t, name);
		text_fill(&h->t, ' ', strlen(name) < 14 ? 14 - strlen(name) : 0);
		text_lit(&h->t, " : ");
		return;
	}
	if (!h->first)
		text_char(&h->t, ',');
	h->first = false;
	text_char(&h->t, '"');
	text_str(&h->t, key);
	text_lit(&h->t, "\":");
}

static void end_fact(struct header *h)
{
	if (!h->json)
		text_char(&h->t, '\n');
}

static void put_text(struct header *h, const char *name, const char *key, const char *s)
{
	if (!s)
		return;
	begin_fact(h, name, key);
	if (h->json)
		put_json_text(h, s);
	else
		text_escape(&h->t, s, strlen(s));
	end_fact(h);
}

static void put_number(struct header *h, const char *name, const char *key, uint64_t v,
		       const char *unit)
{
	if (!v)
		return;
	begin_fact(h, name, key);
	text_u64(&h->t, v);
	if (!h->json)
		text_str(&h->t, unit);
	end_fact(h);
}

static void put_yes_no(struct header *h, const char *name, const char *key, bool yes)
{
	begin_fact(h, name, key);
	text_str(&h->t, h->json ? (yes ? "true" : "false") : (yes ? "yes" : "no"));
	end_fact(h);
}

/* --- Facts --------------------------------------------------------------------------------- */

static void put_words(struct header *h, uint64_t bits, const char *const *words, unsigned int cnt)
{
	bool first = true;

	if (h->json)
		text_char(&h->t, '[');
	for (unsigned int i = 0; i < cnt; i++) {
		if (!(bits >> i & 1) || !words[i])
			continue;
		if (!first)
			text_str(&h->t, h->json ? "," : "|");
		first = false;
		if (h->json)
			text_char(&h->t, '"');
		text_str(&h->t, words[i]);
		if (h->json)
			text_char(&h->t, '"');
	}
	if (h->json)
		text_char(&h->t, ']');
}

static const char *const sample_words[] = {
	"IP",
	"TID",
	"TIME",
	"ADDR",
	"READ",
	"CALLCHAIN",
	"ID",
	"CPU",
	"PERIOD",
	"STREAM_ID",
	"RAW",
	"BRANCH_STACK",
	"REGS_USER",
	"STACK_USER",
	"WEIGHT",
	"DATA_SRC",
	"IDENTIFIER",
	"TRANSACTION",
	"REGS_INTR",
	"PHYS_ADDR",
	"AUX",
	"CGROUP",
	"DATA_PAGE_SIZE",
	"CODE_PAGE_SIZE",
	"WEIGHT_STRUCT",
};

static const char *const read_words[] = {
	"TOTAL_TIME_ENABLED", "TOTAL_TIME_RUNNING", "ID", "GROUP", "LOST",
};

static const char *const feature_words[PERFDATA_FEATURE_CNT] = {
	[PERFDATA_TRACING_DATA] = "TRACING_DATA",
	[PERFDATA_BUILD_ID] = "BUILD_ID",
	[PERFDATA_HOSTNAME] = "HOSTNAME",
	[PERFDATA_OSRELEASE] = "OSRELEASE",
	[PERFDATA_VERSION] = "VERSION",
	[PERFDATA_ARCH] = "ARCH",
	[PERFDATA_NRCPUS] = "NRCPUS",
	[PERFDATA_CPUDESC] = "CPUDESC",
	[PERFDATA_CPUID] = "CPUID",
	[PERFDATA_TOTAL_MEM] = "TOTAL_MEM",
	[PERFDATA_CMDLINE] = "CMDLINE",
	[PERFDATA_EVENT_DESC] = "EVENT_DESC",
	[PERFDATA_CPU_TOPOLOGY] = "CPU_TOPOLOGY",
	[PERFDATA_NUMA_TOPOLOGY] = "NUMA_TOPOLOGY",
	[PERFDATA_BRANCH_STACK] = "BRANCH_STACK",
	[PERFDATA_PMU_MAPPINGS] = "PMU_MAPPINGS",
	[PERFDATA_GROUP_DESC] = "GROUP_DESC",
	[PERFDATA_AUXTRACE] = "AUXTRACE",
	[PERFDATA_STAT] = "STAT",
	[PERFDATA_CACHE] = "CACHE",
	[PERFDATA_SAMPLE_TIME] = "SAMPLE_TIME",
	[PERFDATA_MEM_TOPOLOGY] = "MEM_TOPOLOGY",
	[PERFDATA_CLOCKID] = "CLOCKID",
	[PERFDATA_DIR_FORMAT] = "DIR_FORMAT",
	[PERFDATA_BPF_PROG_INFO] = "BPF_PROG_INFO",
	[PERFDATA_BPF_BTF] = "BPF_BTF",
	[PERFDATA_COMPRESSED] = "COMPRESSED",
	[PERFDATA_CPU_PMU_CAPS] = "CPU_PMU_CAPS",
	[PERFDATA_CLOCK_DATA] = "CLOCK_DATA",
	[PERFDATA_HYBRID_TOPOLOGY] = "HYBRID_TOPOLOGY",
	[PERFDATA_PMU_CAPS] = "PMU_CAPS",
};

/* A name and a number of an event, of those that are not 0. */
static void put_part(struct header *h, const char *name, uint64_t v, bool hex)
{
	if (!v)
		return;
	text_str(&h->t, h->json ? ",\"" : ", ");
	text_str(&h->t, name);
	text_str(&h->t, h->json ? "\":" : " = ");
	if (hex && !h->json)
		text_hex(&h->t, v);
	else
		text_u64(&h->t, v);
}

static void put_set(struct header *h, const char *name, uint64_t bits, const char *const *words,
		    unsigned int cnt)
{
	if (!bits)
		return;
	text_str(&h->t, h->json ? ",\"" : ", ");
	text_str(&h->t, name);
	text_str(&h->t, h->json ? "\":" : " = ");
	put_words(h, bits, words, cnt);
}

static void put_event_name(struct header *h, const char *name)
{
	if (h->json)
		text_lit(&h->t, "{\"name\":");
	else
		text_lit(&h->t, "name = ");
	if (h->json && name)
		put_json_text(h, name);
	else if (h->json)
		text_lit(&h->t, "null");
	else if (name)
		text_escape(&h->t, name, strlen(name));
	else
		text_char(&h->t, '?');
}

static void put_event(struct header *h, const struct perfdata_attr *e)
{
	const struct perf_event_attr *a = &e->attr;

	put_event_name(h, e->name);
	put_part(h, "ids", e->id_cnt, false);
	put_part(h, "type", a->type, false);
	put_part(h, "size", a->size, false);
	put_part(h, "config", a->config, true);
	put_part(h, a->freq ? "sample_freq" : "sample_period", a->sample_period, false);
	put_set(h, "sample_type", a->sample_type, sample_words,
		sizeof(sample_words) / sizeof(*sample_words));
	put_set(h, "read_format", a->read_format, read_words,
		sizeof(read_words) / sizeof(*read_words));
	put_part(h, "disabled", a->disabled, false);
	put_part(h, "inherit", a->inherit, false);
	put_part(h, "mmap", a->mmap, false);
	put_part(h, "comm", a->comm, false);
	put_part(h, "task", a->task, false);
	put_part(h, "sample_id_all", a->sample_id_all, false);
	put_part(h, "mmap2", a->mmap2, false);
	put_part(h, "comm_exec", a->comm_exec, false);
	put_part(h, "cgroup", a->cgroup, false);
	put_part(h, "use_clockid", a->use_clockid, false);
	if (a->use_clockid && a->clockid)
		put_part(h, "clockid", (uint32_t)a->clockid, false);
	put_part(h, "write_backward", a->write_backward, false);
	put_part(h, "sample_regs_user", a->sample_regs_user, true);
	put_part(h, "sample_stack_user", a->sample_stack_user, false);
	if (h->json)
		text_char(&h->t, '}');
}

static void put_events(struct header *h, const struct perfdata_reader *r)
{
	size_t cnt;
	const struct perfdata_attr *attrs = perfdata_reader_attrs(r, &cnt);

	if (h->json) {
		begin_fact(h, "", "events");
		text_char(&h->t, '[');
	}
	for (size_t i = 0; i < cnt; i++) {
		if (h->json)
			make_room(h);
		else
			begin_fact(h, "event", "");
		if (h->json && i)
			text_char(&h->t, ',');
		put_event(h, &attrs[i]);
		end_fact(h);
	}
	if (h->json)
		text_char(&h->t, ']');
}

static void put_argv(struct header *h, const struct perfdata_about *about)
{
	if (!about->argc)
		return;
	begin_fact(h, "cmdline", "cmdline");
	if (h->json)
		text_char(&h->t, '[');
	for (size_t i = 0; i < about->argc; i++) {
		if (i)
			text_char(&h->t, h->json ? ',' : ' ');
		if (h->json)
			put_json_text(h, about->argv[i]);
		else
			text_escape(&h->t, about->argv[i], strlen(about->argv[i]));
	}
	if (h->json)
		text_char(&h->t, ']');
	end_fact(h);
}

const char *header_clock(const struct perfdata_about *about)
{
	static const char *const names[] = {
		[CLOCK_REALTIME] = "realtime",
		[CLOCK_MONOTONIC] = "monotonic",
		[CLOCK_MONOTONIC_RAW] = "monotonic_raw",
		[CLOCK_BOOTTIME] = "boottime",
		[CLOCK_TAI] = "tai",
	};

	if (!about->has_clock)
		return "perf";
	if (about->clockid >= sizeof(names) / sizeof(*names) || !names[about->clockid])
		return "other";
	return names[about->clockid];
}

static void put_clock(struct header *h, const struct perfdata_about *about)
{
	put_text(h, "clock", "clock", header_clock(about));
	put_number(h, "clock step", "clock_res_ns", about->clock_res_ns, " ns");
}

/* Nanoseconds as seconds with all their digits. */
static void put_seconds(struct header *h, uint64_t ns)
{
	char digits[9];
	uint64_t rest = ns % NSEC_PER_SEC;

	text_u64(&h->t, ns / NSEC_PER_SEC);
	text_char(&h->t, '.');
	for (int i = 8; i >= 0; i--, rest /= 10)
		digits[i] = (char)('0' + rest % 10);
	text_mem(&h->t, digits, sizeof(digits));
}

static void put_time(struct header *h, const char *name, const char *key, uint64_t ns)
{
	if (!ns)
		return;
	begin_fact(h, name, key);
	if (h->json)
		text_u64(&h->t, ns);
	else
		put_seconds(h, ns);
	end_fact(h);
}

/* When it began by the time of day, where it tells; else when its file was changed last. */
static void put_date(struct header *h, const struct perfdata_reader *r)
{
	const struct perfdata_about *about = perfdata_reader_about(r);
	int fd = perfdata_reader_fd(r);
	char date[64] = "";
	struct stat st;
	struct tm tm;
	time_t t = 0;

	if (about->clock_wall_ns && about->clock_ns)
		t = (time_t)((about->clock_wall_ns + about->first_ns -
			      (about->first_ns ? about->clock_ns : 0)) /
			     NSEC_PER_SEC);
	else if (fd >= 0 && !fstat(fd, &st))
		t = st.st_mtime;
	/* The year of a time that nobody can have meant does not fit. */
	if (t && gmtime_r(&t, &tm) && strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", &tm))
		put_text(h, "captured on", "captured_on", date);
}

static bool is_rider(const struct perf_event_header *hdr)
{
	struct rider rider;

	if (hdr->type != PERFDATA_RECORD_EVENT_TYPE || hdr->size < sizeof(rider))
		return false;
	memcpy(&rider, hdr, sizeof(rider));
	return rider.magic == RIDER_MAGIC;
}

/* Whether we made it: then the first record that is ours is in the first piece. */
static bool is_ours(struct perfdata_reader *r)
{
	struct perfdata_chunk *c;
	bool found = false;

	if (perfdata_read(r, &c) <= 0)
		return false;
	for (size_t at = 0; at + sizeof(struct perf_event_header) <= c->size && !found;) {
		struct perf_event_header hdr;

		memcpy(&hdr, c->data + at, sizeof(hdr));
		if (hdr.size < sizeof(hdr) || hdr.size > c->size - at)
			break;
		found = is_rider((const struct perf_event_header *)(c->data + at));
		at += hdr.size;
	}
	perfdata_chunk_put(c);
	return found;
}

static void put_features(struct header *h, const struct perfdata_reader *r)
{
	uint64_t features = perfdata_reader_features(r);

	begin_fact(h, "features", "features");
	put_words(h, features, feature_words, PERFDATA_FEATURE_CNT);
	end_fact(h);
	put_yes_no(h, "compressed", "compressed", features >> PERFDATA_COMPRESSED & 1);
}

/* As far as the beginning tells: a file of ours gets the times of its samples last. */
static bool is_complete(const struct perfdata_reader *r, bool ours)
{
	const uint64_t last = 1ull << PERFDATA_SAMPLE_TIME | 1ull << PERFDATA_BUILD_ID;

	if (ours && perfdata_reader_fd(r) >= 0 && !(perfdata_reader_features(r) & last))
		return false;
	return !perfdata_reader_incomplete(r);
}

static void put_machine(struct header *h, const struct perfdata_about *about)
{
	put_text(h, "hostname", "hostname", about->hostname);
	put_text(h, "os release", "os_release", about->os_release);
	put_text(h, "version", "version", about->version);
	put_text(h, "arch", "arch", about->machine);
	put_number(h, "cpus online", "cpus_online", about->cpu_online_cnt, "");
	put_number(h, "cpus avail", "cpus_avail", about->cpu_avail_cnt, "");
	put_text(h, "cpudesc", "cpudesc", about->cpu_desc);
	put_text(h, "cpuid", "cpuid", about->cpu_id);
	put_number(h, "total memory", "memory_kib", about->mem_kib, " KiB");
}

void header_put(struct outfile *out, struct perfdata_reader *r, const char *path, bool json)
{
	const struct perfdata_about *about = perfdata_reader_about(r);
	struct header h = { .out = out, .json = json, .first = true };
	bool ours = is_ours(r);
	size_t build_id_cnt;

	perfdata_reader_build_ids(r, &build_id_cnt);
	outfile_reserve(out, &h.t);
	if (json)
		text_char(&h.t, '{');
	put_text(&h, "file", "file", path);
	put_text(&h, "made by", "made_by", ours ? "systrail" : "perf");
	put_date(&h, r);
	put_machine(&h, about);
	put_argv(&h, about);
	put_events(&h, r);
	put_clock(&h, about);
	put_time(&h, "first sample", "first_ns", about->first_ns);
	put_time(&h, "last sample", "last_ns", about->last_ns);
	put_number(&h, "build-ids", "build_ids", build_id_cnt, "");
	put_features(&h, r);
	put_yes_no(&h, "complete", "complete", is_complete(r, ours));
	if (json)
		text_lit(&h.t, "}\n");
	outfile_commit(out, &h.t);
}
