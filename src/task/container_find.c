/* SPDX-License-Identifier: GPL-2.0-only */
/* From what somebody typed to the cgroups of containers; see containers_resolve(). */
#include "task/container_find.h"

#include <errno.h>
#include <string.h>

#include "task/cgroup_find.h"
#include "util/listing.h"
#include "util/text.h"

enum { ID_PREFIX_MIN = 4, ID_SHORT_LEN = 12 };

/* From the best: an exact id or name is meant even where others only begin so. */
enum match {
	MATCH_NONE,
	MATCH_ID_PREFIX,
	MATCH_POD, /* all containers of it */
	MATCH_EXACT,
};

/* Whether @text is @a, `@b/@a` or `@c/@b/@a`; what is empty is not known. */
static bool is_qualified(const char *text, const char *a, const char *b, const char *c)
{
	const char *const parts[] = { a, b, c };
	size_t len = strlen(text);

	for (int i = 0; i < 3; i++) {
		size_t part_len = parts[i] ? strlen(parts[i]) : 0;

		if (!part_len || part_len > len ||
		    memcmp(text + len - part_len, parts[i], part_len) != 0)
			return false;
		len -= part_len;
		if (!len)
			return true;
		if (text[--len] != '/')
			return false;
	}
	return false;
}

static enum match match_container(const struct container *ct, const char *text)
{
	size_t len = strlen(text);

	if (!strcmp(ct->id, text) || is_qualified(text, ct->name, ct->pod, ct->pod_namespace))
		return MATCH_EXACT;
	if (!strcmp(ct->pod_uid, text) || is_qualified(text, ct->pod, ct->pod_namespace, NULL))
		return MATCH_POD;
	if (len >= ID_PREFIX_MIN && strspn(text, "0123456789abcdef") == len &&
	    !strncmp(ct->id, text, len))
		return MATCH_ID_PREFIX;
	return MATCH_NONE;
}

bool container_is_meant(const struct container *ct, const char *text)
{
	return match_container(ct, text) != MATCH_NONE;
}

/* The cgroup that the container is; NULL: there is none now. */
static const struct cgroup *cgroup_of(const struct cgroups *cs, const struct container *ct)
{
	const struct cgroup *cg;

	for (size_t i = 0; (cg = cgroups_at(cs, i)); i++)
		if (cg->container == ct && !strcmp(cg->path, ct->path))
			return cg;
	return NULL;
}

/* `web/nginx 0123456789ab (containerd)` */
static void put_container(struct text *t, const struct container *ct)
{
	size_t id_len = strlen(ct->id);

	if (*ct->pod_namespace) {
		text_str(t, ct->pod_namespace);
		text_char(t, '/');
	}
	if (*ct->pod) {
		text_str(t, ct->pod);
		text_char(t, '/');
	}
	text_str(t, ct->name);
	if (strcmp(ct->name, ct->id) != 0) {
		if (*ct->name)
			text_char(t, ' ');
		text_mem(t, ct->id, id_len < ID_SHORT_LEN ? id_len : ID_SHORT_LEN);
	}
	text_lit(t, " (");
	text_str(t, ct->runtime);
	text_char(t, ')');
}

/* Lists those that match so well; MATCH_NONE: all that run. */
static void list_containers(const struct cgroups *cs, const char *text, enum match match,
			    struct listing *l)
{
	const struct container *ct;

	listing_init(l);
	for (size_t i = 0; (ct = cgroups_container_at(cs, i)); i++) {
		if (!cgroup_of(cs, ct) || (match && match_container(ct, text) != match))
			continue;
		if (listing_begin(l))
			put_container(&l->text, ct);
	}
}

static int say_no_container(const struct cgroups *cs, const char *text, const struct diag *d)
{
	struct listing l;

	list_containers(cs, text, MATCH_NONE, &l);
	if (!l.cnt)
		return diag_fail(d, -ENOENT,
				 "there is no container '%s'; no running container was found in the "
				 "cgroups of %s",
				 text, cgroups_mount(cs)->point);
	return diag_fail(d, -ENOENT, "there is no container '%s'; those that run are %s", text,
			 listing_end(&l));
}

static int say_not_running(const struct cgroups *cs, const struct container *ct,
			   const struct diag *d)
{
	return diag_fail(d, -ENOENT,
			 "container '%s' (%s) has no cgroup %s in %s: it does not run, or its processes "
			 "are in a cgroup of others: try -p",
			 *ct->name ? ct->name : ct->id, ct->runtime, ct->path,
			 cgroups_mount(cs)->point);
}

static int say_many_containers(const struct cgroups *cs, const char *text, enum match match,
			       const struct diag *d)
{
	struct listing l;

	list_containers(cs, text, match, &l);
	return diag_fail(d, -EINVAL, "container '%s' can be one of several: %s; give the id", text,
			 listing_end(&l));
}

/* What @text matches best, and in which way. */
struct choice {
	enum match match;
	size_t cnt; /* of those that run */
	const struct container *stopped; /* one that does not */
};

static struct choice choose(const struct cgroups *cs, const char *text)
{
	const struct container *ct;
	struct choice c = { MATCH_NONE };

	for (size_t i = 0; (ct = cgroups_container_at(cs, i)); i++) {
		enum match match = match_container(ct, text);

		if (!match)
			continue;
		if (!cgroup_of(cs, ct)) {
			c.stopped = ct;
			continue;
		}
		if (match > c.match) {
			c.match = match;
			c.cnt = 0;
		}
		c.cnt += match == c.match;
	}
	return c;
}

int containers_resolve(const struct cgroups *cs, const char *text, struct cgroup_list *out,
		       const struct diag *d)
{
	const struct container *ct;
	struct choice c;
	int err = 0;

	if (!*text)
		return diag_fail(d, -EINVAL, "the name of a container is missing");
	c = choose(cs, text);
	if (!c.match)
		return c.stopped ? say_not_running(cs, c.stopped, d) :
				   say_no_container(cs, text, d);
	if (c.cnt > 1 && c.match != MATCH_POD)
		return say_many_containers(cs, text, c.match, d);
	for (size_t i = 0; (ct = cgroups_container_at(cs, i)) && !err; i++)
		if (match_container(ct, text) == c.match && cgroup_of(cs, ct))
			err = cgroup_list_add(out, cgroup_of(cs, ct));
	return err ? diag_fail(d, err, "out of memory") : 0;
}
