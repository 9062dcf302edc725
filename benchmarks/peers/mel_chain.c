/* The log-mel chain as C around FFTW: window, real transform, power, bands, decibels; one frame after another. Built by the ledger with the
   machine's own compiler. FFTW's plan and its execute function are handed in, so no header of FFTW is needed. */
#include <math.h>

void mel_chain(const float *x, int frames, int n, int hop, const float *window, void (*execute)(void *), void *plan, float *in, const float *spectrum,
               int bands, const int *start, const int *offset, const float *weights, float *power, float *out)
{
    for (int f = 0; f < frames; f++, x += hop, out += bands) {
        for (int t = 0; t < n; t++) in[t] = x[t] * window[t];
        execute(plan);
        for (int k = 0; k <= n / 2; k++) power[k] = spectrum[2 * k] * spectrum[2 * k] + spectrum[2 * k + 1] * spectrum[2 * k + 1];
        for (int b = 0; b < bands; b++) {
            const float *w = weights + offset[b], *p = power + start[b];
            float sum = 0;
            for (int k = 0; k < offset[b + 1] - offset[b]; k++) sum += p[k] * w[k];
            out[b] = sum;
        }
        for (int b = 0; b < bands; b++) out[b] = 4.34294482f * logf(out[b] > 1e-10f ? out[b] : 1e-10f);
    }
}
