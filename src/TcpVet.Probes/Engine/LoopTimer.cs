namespace TcpVet.Probes.Engine;

/// <summary>One callback of an <see cref="EventLoop"/>.</summary>
internal sealed class LoopTimer(Action action)
{
    /// <summary>True once it was stopped or has fired.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Takes it back.</summary>
    public void Stop() => IsStopped = true;

    /// <summary>Calls back, once.</summary>
    public void Fire()
    {
        if (!IsStopped)
        {
            IsStopped = true;
            action();
        }
    }
}
