/* SPDX-License-Identifier: GPL-2.0-only */
/* Can a program use libcap, and do the kernel's headers know CAP_PERFMON (Linux 5.8)? */
#include <sys/capability.h>

int main(void)
{
	cap_flag_value_t has = CAP_CLEAR;
	cap_t caps = cap_get_proc();

	if (caps)
		cap_get_flag(caps, CAP_PERFMON, CAP_EFFECTIVE, &has);
	cap_free(caps);
	return has != CAP_SET;
}
