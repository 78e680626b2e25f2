/* SPDX-License-Identifier: GPL-2.0-only */
/* What the feature sections say; see features_in.h. */
#include "perfdata/features_in.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "perfdata/format.h"

/* The unread part of a section. */
struct cursor {
	const unsigned char *p;
	size_t left;
};

static bool skip(struct cursor *c, size_t n)
{
	if (n > c->left)
		return false;
	c->p += n;
	c->left -= n;
	return true;
}

static bool take(struct cursor *c, void *out, size_t n)
{
	const unsigned char *p = c->p;

	if (!skip(c, n))
		return false;
	memcpy(out, p, n);
	return true;
}

/* A string: the length, with its padding, and the bytes. Returns 0 or -errno. */
static int take_text(struct cursor *c, struct described *d, const char **out)
{
	uint32_t len;
	const unsigned char *p;

	if (!take(c, &len, sizeof(len)))
		return -EBADMSG;
	p = c->p;
	return skip(c, len) ? described_text(d, p, len, out) : -EBADMSG;
}

static int read_cpus(struct described *d, struct cursor *c)
{
	uint32_t cnt[2];

	if (!take(c, cnt, sizeof(cnt)))
		return -EBADMSG;
	d->about.cpu_avail_cnt = cnt[0];
	d->about.cpu_online_cnt = cnt[1];
	return 0;
}

static int read_mem(struct described *d, struct cursor *c)
{
	return take(c, &d->about.mem_kib, sizeof(d->about.mem_kib)) ? 0 : -EBADMSG;
}

static int read_cmdline(struct described *d, struct cursor *c)
{
	const char **argv;
	uint32_t cnt;
	int err;

	/* Each argument has at least its length. */
	if (!take(c, &cnt, sizeof(cnt)) || cnt > c->left / sizeof(uint32_t))
		return -EBADMSG;
	argv = calloc((size_t)cnt + 1, sizeof(*argv));
	err = described_own(d, argv);
	if (err)
		return err;
	d->about.argv = argv;
	for (uint32_t i = 0; i < cnt && !err; i++) {
		err = take_text(c, d, &argv[i]);
		if (!err)
			d->about.argc++;
	}
	return err;
}

/* Of each event its attr, which we know, its name and its ids. */
static int read_events(struct described *d, struct cursor *c)
{
	uint32_t cnt, attr_size, len, id_cnt;
	int err = 0;

	if (!take(c, &cnt, sizeof(cnt)) || !take(c, &attr_size, sizeof(attr_size)))
		return -EBADMSG;
	for (uint32_t i = 0; i < cnt && !err; i++) {
		const unsigned char *name;
		uint64_t id = 0;

		if (!skip(c, attr_size) || !take(c, &id_cnt, sizeof(id_cnt)) ||
		    !take(c, &len, sizeof(len)))
			return -EBADMSG;
		name = c->p;
		if (!skip(c, len) || id_cnt > c->left / sizeof(id))
			return -EBADMSG;
		if (id_cnt)
			memcpy(&id, c->p, sizeof(id));
		skip(c, id_cnt * sizeof(id));
		err = described_name(d, i, id_cnt, id, name, len);
	}
	return err;
}

static int read_build_ids(struct described *d, struct cursor *c)
{
	while (c->left) {
		struct perf_event_header hdr;
		int err;

		if (c->left < sizeof(hdr))
			return -EBADMSG;
		memcpy(&hdr, c->p, sizeof(hdr));
		if (hdr.size < sizeof(hdr) || hdr.size > c->left)
			return -EBADMSG;
		err = described_add_build_id(d, c->p, hdr.size);
		if (err)
			return err;
		skip(c, hdr.size);
	}
	return 0;
}

static int read_pmus(struct described *d, struct cursor *c)
{
	struct perfdata_pmu *pmus;
	uint32_t cnt;
	int err;

	/* Each has at least its number and the length of its name. */
	if (!take(c, &cnt, sizeof(cnt)) || cnt > c->left / (2 * sizeof(uint32_t)))
		return -EBADMSG;
	pmus = calloc((size_t)cnt + 1, sizeof(*pmus));
	err = described_own(d, pmus);
	if (err)
		return err;
	d->about.pmus = pmus;
	for (uint32_t i = 0; i < cnt && !err; i++) {
		err = take(c, &pmus[i].type, sizeof(pmus[i].type)) ? 0 : -EBADMSG;
		if (!err)
			err = take_text(c, d, &pmus[i].name);
		if (!err)
			d->about.pmu_cnt++;
	}
	return err;
}

static int read_sample_time(struct described *d, struct cursor *c)
{
	uint64_t time_ns[2];

	if (!take(c, time_ns, sizeof(time_ns)))
		return -EBADMSG;
	d->about.first_ns = time_ns[0];
	d->about.last_ns = time_ns[1];
	return 0;
}

static int read_clock_res(struct described *d, struct cursor *c)
{
	return take(c, &d->about.clock_res_ns, sizeof(d->about.clock_res_ns)) ? 0 : -EBADMSG;
}

static int read_clock_data(struct described *d, struct cursor *c)
{
	struct {
		uint32_t version, clockid;
		uint64_t wall_ns, clock_ns;
	} data;

	if (!take(c, &data, sizeof(data)))
		return -EBADMSG;
	/* Another version is something else, and nothing to complain about. */
	if (data.version != 1)
		return 0;
	d->about.has_clock = true;
	d->about.clockid = data.clockid;
	d->about.clock_wall_ns = data.wall_ns;
	d->about.clock_ns = data.clock_ns;
	return 0;
}

struct feature {
	const char *name;
	int (*read)(struct described *d, struct cursor *c);
	size_t text; /* without read: a string, which goes to this place of struct perfdata_about */
};

#define TEXT(member) offsetof(struct perfdata_about, member)

static const struct feature features[] = {
	[PERFDATA_BUILD_ID] = { "BUILD_ID", read_build_ids },
	[PERFDATA_HOSTNAME] = { "HOSTNAME", .text = TEXT(hostname) },
	[PERFDATA_OSRELEASE] = { "OSRELEASE", .text = TEXT(os_release) },
	[PERFDATA_VERSION] = { "VERSION", .text = TEXT(version) },
	[PERFDATA_ARCH] = { "ARCH", .text = TEXT(machine) },
	[PERFDATA_NRCPUS] = { "NRCPUS", read_cpus },
	[PERFDATA_CPUDESC] = { "CPUDESC", .text = TEXT(cpu_desc) },
	[PERFDATA_CPUID] = { "CPUID", .text = TEXT(cpu_id) },
	[PERFDATA_TOTAL_MEM] = { "TOTAL_MEM", read_mem },
	[PERFDATA_CMDLINE] = { "CMDLINE", read_cmdline },
	[PERFDATA_EVENT_DESC] = { "EVENT_DESC", read_events },
	[PERFDATA_PMU_MAPPINGS] = { "PMU_MAPPINGS", read_pmus },
	[PERFDATA_SAMPLE_TIME] = { "SAMPLE_TIME", read_sample_time },
	[PERFDATA_CLOCKID] = { "CLOCKID", read_clock_res },
	[PERFDATA_CLOCK_DATA] = { "CLOCK_DATA", read_clock_data },
};

const char *feature_name(unsigned int feature)
{
	return feature < sizeof(features) / sizeof(*features) ? features[feature].name : NULL;
}

int feature_read(struct described *d, unsigned int feature, const void *data, size_t size)
{
	struct cursor c = { data, size };
	const struct feature *f;

	if (!feature_name(feature))
		return 0;
	f = &features[feature];
	if (f->read)
		return f->read(d, &c);
	return take_text(&c, d, (const char **)((char *)&d->about + f->text));
}
