namespace TcpVet.Probes.Tcp;

/// <summary>What to do next in a <see cref="TcpConversation"/>.</summary>
/// <param name="Data">What to send; null for nothing.</param>
/// <param name="WaitUs">How long to wait for an answer, in microseconds.</param>
/// <param name="Reconnect">Whether a new connection comes first; the step after it is asked for there.</param>
/// <param name="Done">Whether there is nothing left to do.</param>
internal readonly record struct TcpStep(byte[]? Data, long WaitUs, bool Reconnect = false, bool Done = false);
