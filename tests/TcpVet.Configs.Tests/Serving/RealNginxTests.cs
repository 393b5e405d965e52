namespace TcpVet.Configs.Tests;

/// <summary>What nginx does when it is short of something, asked of the distribution's own.</summary>
public sealed class RealNginxTests
{
    private static readonly string Program = Path.Combine("usr/sbin", "nginx");

    // TV721: 60 clients ask for what never comes; the worker has 16 connections, and a proxied request takes two.
    [Fact]
    public void A_worker_without_connections_accepts_and_closes() => PrivateFolder.Run(folder =>
    {
        using Backend silent = new(9090, answersAfter: 60_000);
        using ServedProgram nginx = Start(folder, "", "worker_connections 16;", "listen 8080;");

        using Clients clients = Clients.Open(60, 8080, Clients.Get());
        Thread.Sleep(1_500);

        Assert.Equal((0, 511), Assert.Single(ServedProgram.Queues(8080)));
        Assert.True(clients.Count(Clients.Fate.Reset) >= 40, $"{clients.Count(Clients.Fate.Reset)}");
        Assert.Contains("worker_connections are not enough", File.ReadAllText(Path.Combine(folder, "errors")), StringComparison.Ordinal);
    });

    [Fact]
    public void A_worker_without_descriptors_leaves_the_queue() => PrivateFolder.Run(folder =>
    {
        using ServedProgram nginx = Start(folder, "worker_rlimit_nofile 20;", "worker_connections 512;", "listen 8080;");

        using Clients clients = Clients.Open(60, 8080);
        Thread.Sleep(1_000);

        Assert.InRange(Assert.Single(ServedProgram.Queues(8080)).Waiting, 30, 60);
        Assert.Contains("24: Too many open files", File.ReadAllText(Path.Combine(folder, "errors")), StringComparison.Ordinal);
    });

    [Fact]
    public void With_reuseport_one_worker_fills_alone() => PrivateFolder.Run(folder =>
    {
        using ServedProgram nginx = Start(folder, "worker_processes 2;", "worker_connections 512;", "listen 8080 reuseport;");
        string[] workers = File.ReadAllText($"/proc/{nginx.Pid}/task/{nginx.Pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        ServedProgram.Run($"kill -STOP {workers[0]}");

        using Clients clients = Clients.Open(60, 8080);
        Thread.Sleep(500);

        int[] waiting = [.. ServedProgram.Queues(8080).Select(queue => queue.Waiting).Order()];
        Assert.Equal(2, waiting.Length);
        Assert.Equal(0, waiting[0]);
        Assert.InRange(waiting[1], 10, 50);
    });

    // TV721: ngx_configure_listening_sockets. Of the ceiling alone it does not hear.
    [Fact]
    public void A_reload_listens_again_when_backlog_changed() => PrivateFolder.Run(folder =>
    {
        FreshNamespace.Write("net.core.somaxconn", "40");
        using ServedProgram nginx = Start(folder, "", "worker_connections 64;", "listen 8080 backlog=50;");
        Assert.Equal(40, Assert.Single(ServedProgram.Queues(8080)).Limit);

        FreshNamespace.Write("net.core.somaxconn", "4096");
        nginx.Signal("HUP");
        Thread.Sleep(700);
        Assert.Equal(40, Assert.Single(ServedProgram.Queues(8080)).Limit);

        Configure(folder, "", "worker_connections 64;", "listen 8080 backlog=77;");
        nginx.Signal("HUP");
        Thread.Sleep(700);
        Assert.Equal(77, Assert.Single(ServedProgram.Queues(8080)).Limit);
    });

    private static ServedProgram Start(string folder, string main, string events, string listen)
    {
        string path = Configure(folder, main, events, listen);
        return ServedProgram.Start(folder, $"'{Path.Combine(RealServer.Folder(), Program)}' -c '{path}' -p '{folder}' -e '{folder}/errors'", 8080);
    }

    private static string Configure(string folder, string main, string events, string listen) => PrivateFolder.Write(folder, "nginx.conf", $$"""
        daemon off; user root; pid {{folder}}/pid; error_log {{folder}}/errors warn; {{main}}
        events { {{events}} }
        http {
            access_log off; client_body_temp_path {{folder}}/a; proxy_temp_path {{folder}}/b; fastcgi_temp_path {{folder}}/c;
            uwsgi_temp_path {{folder}}/d; scgi_temp_path {{folder}}/e;
            server { {{listen}} location / { proxy_pass http://127.0.0.1:9090; } }
        }
        """);
}
