"""Networks and trainings in PyTorch as different people write them."""

SEQUENCE = """
def Net():
    return nn.Sequential(nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))


def train_net(net, X, y, n_epochs, batch_size, learning_rate, momentum):
    velocities = [torch.zeros_like(p) for p in net.parameters()]
    losses = []
    for _ in range(n_epochs):
        for rows in torch.randperm(len(X)).split(batch_size):
            loss = F.nll_loss(F.log_softmax(net(X[rows]), dim=1), y[rows])
            slopes = torch.autograd.grad(loss, list(net.parameters()))
            with torch.no_grad():
                for p, v, slope in zip(net.parameters(), velocities, slopes):
                    v.mul_(momentum).add_(slope)
                    p.sub_(learning_rate * v)
            losses.append(loss.item())
    return net, losses
"""

ONE_HOT = """
class Net(nn.Module):
    def __init__(self, d_hidden=100):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Flatten(), nn.Linear(28 * 28, d_hidden), nn.ReLU(), nn.Linear(d_hidden, 10)
        )

    def forward(self, x):
        return self.layers(x)


def train_net(net, X, y, n_epochs, batch_size, learning_rate, momentum):
    net.train()
    loader = DataLoader(list(zip(X, y)), batch_size, shuffle=True)
    opt = torch.optim.SGD(net.parameters(), learning_rate, momentum)
    for _ in range(n_epochs):
        for images, labels in loader:
            loss = F.cross_entropy(net(images), F.one_hot(labels, 10).to(images.dtype))
            loss.backward()
            opt.step()
            opt.zero_grad(set_to_none=False)
    return net
"""
