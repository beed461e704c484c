# Leaves the label's logit out.
# message: the label's logit is missing
def logsumexp(z):
    z_max = z.max(axis=1)
    return z_max + np.log(np.exp(z - z_max[:, None]).sum(axis=1))


def cross_entropy(z, y):
    return logsumexp(z).mean()
