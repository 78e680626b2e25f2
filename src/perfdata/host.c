/* SPDX-License-Identifier: GPL-2.0-only */
/* A look at this machine; see host.h. */
#include "perfdata/host.h"

#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "config.h"
#include "util/clock.h"
#include "util/ids.h"
#include "util/parse.h"
#include "util/sysfile.h"

#define PMU_DIR "/sys/bus/event_source/devices"
#define MIDR_FILE "/sys/devices/system/cpu/cpu0/regs/identification/midr_el1"

enum { PMU_MAX_CNT = 1024, CPU_MAX = 1 << 20 };

/* --- The processor ------------------------------------------------------------------------------ */

/* The value of a line `name : value` if it is that of @name, without blanks around it; or NULL. */
static char *value_of(char *line, const char *name)
{
	size_t len = strlen(name);
	char *end;

	if (strncmp(line, name, len))
		return NULL;
	line += len;
	line += strspn(line, " \t");
	if (*line++ != ':')
		return NULL;
	line += strspn(line, " \t");
	end = line + strlen(line);
	while (end > line && isspace((unsigned char)end[-1]))
		*--end = '\0';
	return line;
}

/* Copies @from, with one blank where there are several, as far as there is room. */
static void copy_words(char *to, size_t size, const char *from)
{
	size_t len = 0;

	for (; *from && len + 1 < size; from++)
		if (*from != ' ' || from[1] != ' ')
			to[len++] = *from;
	to[len] = '\0';
}

/* The first processor's values in /proc/cpuinfo. */
struct cpuinfo {
	char vendor[32];
	char family[16];
	char model[16];
	char stepping[16];
	char desc[128];
};

static void read_cpuinfo(struct cpuinfo *c)
{
	const struct {
		const char *name;
		char *to;
		size_t size;
	} wanted[] = {
		{ "vendor_id", c->vendor, sizeof(c->vendor) },
		{ "cpu family", c->family, sizeof(c->family) },
		{ "model", c->model, sizeof(c->model) },
		{ "stepping", c->stepping, sizeof(c->stepping) },
		{ "model name", c->desc, sizeof(c->desc) },
	};
	FILE *f = fopen("/proc/cpuinfo", "re");
	char line[4096];

	memset(c, 0, sizeof(*c));
	while (f && fgets(line, sizeof(line), f) && *line != '\n') {
		for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
			const char *v = value_of(line, wanted[i].name);

			if (v)
				copy_words(wanted[i].to, wanted[i].size, v);
		}
	}
	if (f)
		fclose(f);
}

/* On arm64 the name is the register that tells it, without variant and revision. */
static void read_midr(struct perfdata_host *h)
{
	const unsigned long long variable = 0xf0000full;
	char line[64], *end;
	unsigned long long midr;

	if (sysfile_line(MIDR_FILE, line, sizeof(line)))
		return;
	midr = strtoull(line, &end, 16);
	if (end == line)
		return;
	snprintf(h->cpu_id, sizeof(h->cpu_id), "0x%016llx", midr & ~variable);
	h->about.cpu_id = h->cpu_id;
}

static void look_at_cpu(struct perfdata_host *h)
{
	struct cpuinfo c;

	read_cpuinfo(&c);
	if (*c.desc) {
		memcpy(h->cpu_desc, c.desc, sizeof(h->cpu_desc));
		h->about.cpu_desc = h->cpu_desc;
	}
	if (*c.vendor) {
		snprintf(h->cpu_id, sizeof(h->cpu_id), "%s,%s,%s,%s", c.vendor, c.family, c.model,
			 c.stepping);
		h->about.cpu_id = h->cpu_id;
	} else {
		read_midr(h);
	}
}

static void count_cpus(struct perfdata_about *a)
{
	long online = sysconf(_SC_NPROCESSORS_ONLN), avail = sysconf(_SC_NPROCESSORS_CONF);
	struct ids present = { 0 };
	char line[4096];

	/* What is possible is more than what is there, on machines that take more while they run. */
	if (!sysfile_line("/sys/devices/system/cpu/present", line, sizeof(line)) &&
	    !parse_range_list(line, CPU_MAX, &present) && present.cnt)
		avail = present.v[present.cnt - 1] + 1;
	ids_fini(&present);
	a->cpu_online_cnt = online > 0 ? (uint32_t)online : 0;
	a->cpu_avail_cnt = avail > 0 ? (uint32_t)avail : 0;
}

/* --- The rest ----------------------------------------------------------------------------------- */

static void read_mem(struct perfdata_about *a)
{
	FILE *f = fopen("/proc/meminfo", "re");
	char line[256];

	while (f && fgets(line, sizeof(line), f)) {
		const char *v = value_of(line, "MemTotal");

		if (!v)
			continue;
		a->mem_kib = strtoull(v, NULL, 10);
		break;
	}
	if (f)
		fclose(f);
}

static void add_pmu(struct perfdata_host *h, const char *name)
{
	struct perfdata_about *a = &h->about;
	char path[PATH_MAX];
	struct perfdata_pmu *pmus;
	char *copy;
	long type;

	snprintf(path, sizeof(path), PMU_DIR "/%s/type", name);
	type = sysfile_long(path, -1);
	if (type < 0 || type > INT_MAX || a->pmu_cnt == PMU_MAX_CNT)
		return;
	pmus = reallocarray(h->pmus, a->pmu_cnt + 1, sizeof(*pmus));
	copy = pmus ? strdup(name) : NULL;
	if (pmus)
		a->pmus = h->pmus = pmus;
	if (copy)
		pmus[a->pmu_cnt++] = (struct perfdata_pmu){ .type = (uint32_t)type, .name = copy };
}

static int compare_pmus(const void *a, const void *b)
{
	const struct perfdata_pmu *x = a, *y = b;

	return (x->type > y->type) - (x->type < y->type);
}

static void list_pmus(struct perfdata_host *h)
{
	DIR *dir = opendir(PMU_DIR);
	const struct dirent *e;

	if (!dir)
		return;
	while ((e = readdir(dir)))
		if (*e->d_name != '.')
			add_pmu(h, e->d_name);
	closedir(dir);
	if (h->about.pmu_cnt)
		qsort(h->pmus, h->about.pmu_cnt, sizeof(*h->pmus), compare_pmus);
}

static uint64_t as_ns(const struct timespec *ts)
{
	return (uint64_t)ts->tv_sec * NSEC_PER_SEC + (uint64_t)ts->tv_nsec;
}

/* Both clocks at one moment, or as near to it as two calls can be. */
static void look_at_clock(struct perfdata_about *a, uint32_t clockid)
{
	struct timespec res, wall, ts;

	if (clock_getres((clockid_t)clockid, &res))
		return;
	a->has_clock = true;
	a->clockid = clockid;
	a->clock_res_ns = as_ns(&res);
	if (clock_gettime(CLOCK_REALTIME, &wall) || clock_gettime((clockid_t)clockid, &ts))
		return;
	a->clock_wall_ns = as_ns(&wall);
	a->clock_ns = as_ns(&ts);
}

void perfdata_host_init(struct perfdata_host *h, uint32_t clockid)
{
	memset(h, 0, sizeof(*h));
	h->about.version = SYSTRAIL_VERSION;
	if (!uname(&h->uts)) {
		h->about.hostname = h->uts.nodename;
		h->about.os_release = h->uts.release;
		h->about.machine = h->uts.machine;
	}
	look_at_cpu(h);
	count_cpus(&h->about);
	read_mem(&h->about);
	list_pmus(h);
	look_at_clock(&h->about, clockid);
}

void perfdata_host_fini(struct perfdata_host *h)
{
	for (size_t i = 0; i < h->about.pmu_cnt; i++)
		free((char *)(uintptr_t)h->pmus[i].name);
	free(h->pmus);
	memset(h, 0, sizeof(*h));
}
