using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.RegularExpressions;
using Tiny.Nn.Lab.Playground;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Tests.Playground;

/// <summary>Tests of the playground's server with a real connection: pages, security, sessions.</summary>
public sealed class PlaygroundServerTests : IDisposable
{
    readonly StringWriter errors = new();
    readonly PlaygroundServer server;
    readonly HttpClient http = new(new HttpClientHandler { AllowAutoRedirect = false });

    public PlaygroundServerTests() => server = Start(0);

    public static TheoryData<string> RoomNames => [.. RoomRegistry.All.Select(room => room.Name)];

    public void Dispose()
    {
        http.Dispose();
        server.Dispose();
        Assert.Equal("", errors.ToString());
    }

    [Fact]
    public async Task The_address_leads_to_the_first_room()
    {
        using var answer = await http.GetAsync(server.Address);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(RoomRegistry.All[0].Name, answer.Headers.Location!.ToString());
    }

    [Theory]
    [MemberData(nameof(RoomNames))]
    public async Task A_room_has_a_page_with_its_script_and_a_navigation_bar(string room)
    {
        var page = await http.GetStringAsync($"{server.Address}/{room}");
        Assert.Contains($"<script type=\"module\" src=\"{room}.js\"></script>", page);
        Assert.Contains($"<a href=\"{room}\" aria-current=\"page\">", page);
        foreach (var other in RoomRegistry.All) Assert.Contains($"<a href=\"{other.Name}\"", page);
        Assert.DoesNotMatch(@"\{(title|name|rooms|content)\}", page);
    }

    /// <summary>The pages work under the policy of <c>Content-Security-Policy</c>, and without a network.</summary>
    [Theory]
    [MemberData(nameof(RoomNames))]
    public async Task Everything_that_a_page_loads_is_served_and_nothing_is_inline(string room)
    {
        var (found, left) = (new HashSet<string>(), new Queue<string>([room]));
        while (left.TryDequeue(out var name))
        {
            using var answer = await http.GetAsync($"{server.Address}/{name}");
            Assert.True(answer.IsSuccessStatusCode, $"{name}: {answer.StatusCode}");
            var text = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotMatch(@"(src|href)=""?(https?:|//)|@import|from ""https?:|\sstyle=|\son[a-z]+=""", text);
            foreach (Match match in Regex.Matches(text, @"(?:src=""|<link[^>]*href=""|from ""\./)([^""]+)"""))
                if (found.Add(match.Groups[1].Value)) left.Enqueue(match.Groups[1].Value);
        }
        Assert.Contains($"{room}.js", found);
        Assert.Contains("playground.css", found);
    }

    /// <summary>The rules of a room are in a file of its own, inside of its element: they change no other room.
    /// </summary>
    [Theory]
    [MemberData(nameof(RoomNames))]
    public async Task The_style_of_a_room_is_its_own(string room)
    {
        var text = Regex.Replace(await http.GetStringAsync($"{server.Address}/{room}.css"), @"/\*.*?\*/", "",
            RegexOptions.Singleline);
        while (text.Contains('{')) text = Regex.Replace(text, @"\{[^{}]*\}", "");
        Assert.Equal($"main.{room}", text.Trim());
        Assert.DoesNotContain($".{room}", await http.GetStringAsync($"{server.Address}/playground.css"));
    }

    [Fact]
    public async Task Every_answer_has_a_strict_security_policy()
    {
        foreach (var path in new[] { "", "boundary", "playground.css", "nope", "boundary/session" })
        {
            using var answer = await http.GetAsync($"{server.Address}/{path}");
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy);
            Assert.DoesNotContain("unsafe", policy);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        }
    }

    [Theory]
    [InlineData("nope")]
    [InlineData("nope.js")]
    [InlineData("shell.html")]
    [InlineData("boundary.html")]
    [InlineData("..%2fTiny.Nn.Lab.dll")]
    [InlineData("boundary/nope")]
    public async Task Other_addresses_are_not_found(string path)
    {
        using var answer = await http.GetAsync($"{server.Address}/{path}");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("LOCALHOST:80", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:9999", HttpStatusCode.OK)]
    [InlineData("[::1]:1234", HttpStatusCode.OK)]
    [InlineData("example.org", HttpStatusCode.Forbidden)]
    [InlineData("localhost.example.org", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1.example.org:5005", HttpStatusCode.Forbidden)]
    public async Task A_foreign_host_is_refused(string host, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{server.Address}/playground.css");
        request.Headers.Host = host;
        using var answer = await http.SendAsync(request);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("http://localhost:8080", true)]
    [InlineData("https://127.0.0.1", true)]
    [InlineData("http://[::1]:3", true)]
    [InlineData("http://example.org", false)]
    [InlineData("http://localhost.example.org", false)]
    [InlineData("null", false)]
    [InlineData("file://localhost", false)]
    public async Task A_session_of_a_foreign_page_is_refused(string origin, bool accepted)
    {
        var error = await Record.ExceptionAsync(async () =>
        {
            await using var client = await PlaygroundClient.Open(server, "boundary", origin);
        });
        if (accepted) Assert.Null(error);
        else Assert.Contains("403", Assert.IsType<WebSocketException>(error).Message);
    }

    [Fact]
    public async Task The_server_listens_on_one_loopback_address_only()
    {
        // Every 127.x.y.z is this computer: a server that listens on all addresses would answer there.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAnyAsync<SocketException>(
            () => socket.ConnectAsync(IPAddress.Parse("127.0.0.2"), server.Port).WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.StartsWith("http://127.0.0.1:", server.Address);
    }

    [Fact]
    public void A_taken_port_is_replaced_by_the_next_free_one()
    {
        using var second = Start(server.Port);
        Assert.InRange(second.Port, server.Port + 1, server.Port + 99);
    }

    [Fact]
    public async Task Requests_that_are_invalid_are_explained_and_the_session_continues()
    {
        await using var client = await PlaygroundClient.Open(server, "boundary");
        Assert.StartsWith("unknown request 'nope'; expects one of ", await client.AskInVain("nope"));
        string[] messages = ["", "{", "[]", "null", "{\"id\": 1}", "{\"id\": 1, \"name\": 2, \"body\": {}}"];
        foreach (var message in messages)
        {
            await client.Send(message);
            var reply = await client.Receive();
            Assert.NotEmpty((string)reply!["error"]!);
        }
        Assert.StartsWith("unknown request", await client.AskInVain("nope"));
    }

    [Fact]
    public async Task A_request_that_is_too_long_ends_its_session()
    {
        await using var client = await PlaygroundClient.Open(server, "boundary");
        await client.Send(new string(' ', (1 << 20) + 1));
        Assert.Null(await client.Receive());
        Assert.Equal("A request is longer than 1048576 bytes.", client.CloseReason);
        await SessionCountBecomes(0);
    }

    [Fact]
    public async Task The_number_of_sessions_is_limited_and_a_closed_page_frees_its_own()
    {
        var clients = new List<PlaygroundClient>();
        for (var i = 0; i < PlaygroundServer.MaximumSessions; i++)
            clients.Add(await PlaygroundClient.Open(server, "boundary"));
        await SessionCountBecomes(clients.Count);
        await using (var refused = await PlaygroundClient.Open(server, "boundary"))
        {
            Assert.Null(await refused.Receive());
            Assert.Equal("16 pages are open already; close one and reload.", refused.CloseReason);
        }
        await clients[0].DisposeAsync();
        await SessionCountBecomes(clients.Count - 1);
        await using (var accepted = await PlaygroundClient.Open(server, "boundary"))
            Assert.StartsWith("unknown request", await accepted.AskInVain("nope"));
        foreach (var client in clients) await client.DisposeAsync();
        await SessionCountBecomes(0);
    }

    PlaygroundServer Start(int port) => PlaygroundServer.Start(port, ConsoleOutput.PlainText(errors, errors));

    async Task SessionCountBecomes(int count)
    {
        for (var wait = 0; server.SessionCount != count && wait < 1000; wait++) await Task.Delay(10);
        Assert.Equal(count, server.SessionCount);
    }
}
