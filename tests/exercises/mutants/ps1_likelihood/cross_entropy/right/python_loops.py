# Loops over the rows.
def logsumexp(z):
    result = np.empty(len(z), z.dtype)
    for i, row in enumerate(z):
        largest = max(row)
        result[i] = largest + np.log(sum(np.exp(row - largest)))
    return result


def cross_entropy(z, y):
    total = 0.0
    for i in range(len(y)):
        total += float(logsumexp(z)[i]) - float(z[i, y[i]])
    return total / len(y)
