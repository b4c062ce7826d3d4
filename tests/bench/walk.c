/* What a filled map costs when every page walks the weights: the plain loop, compiled. */
#include <stddef.h>
#include <stdint.h>

void walk(uint8_t *out, uint64_t pages, uint64_t index, const uint8_t *weights, int nodes)
{
	unsigned int sum = 0;
	for (int n = 0; n < nodes; n++)
		sum += weights[n];
	for (uint64_t page = 0; page < pages; page++) {
		unsigned int left = (index + page) % sum;
		int node = 0;
		while (left >= weights[node])
			left -= weights[node++];
		out[page] = (uint8_t)node;
	}
}
