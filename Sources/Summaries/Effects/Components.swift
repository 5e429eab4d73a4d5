/// Strongly connected components of the call graph, callees before callers (Tarjan 1972), with an
/// explicit stack: components of 100,000 functions do not recurse.
struct Components {
  private let edges: [[Int]]
  private var index: [Int]
  private var low: [Int]
  private var isOnStack: [Bool]
  private var stack: [Int] = []
  private var counter = 0
  private(set) var components: [[Int]] = []

  init(edges: [[Int]]) {
    self.edges = edges
    index = [Int](repeating: -1, count: edges.count)
    low = [Int](repeating: 0, count: edges.count)
    isOnStack = [Bool](repeating: false, count: edges.count)
    for node in edges.indices where index[node] < 0 { visit(node) }
  }

  private mutating func visit(_ root: Int) {
    var work: [(node: Int, next: Int)] = [(root, 0)]
    while let top = work.last {
      let node = top.node
      if top.next == 0 {
        index[node] = counter
        low[node] = counter
        counter += 1
        stack.append(node)
        isOnStack[node] = true
      }
      if top.next < edges[node].count {
        work[work.count - 1].next += 1
        let target = edges[node][top.next]
        if index[target] < 0 {
          work.append((target, 0))
        } else if isOnStack[target] {
          low[node] = min(low[node], index[target])
        }
        continue
      }
      work.removeLast()
      if let parent = work.last { low[parent.node] = min(low[parent.node], low[node]) }
      if low[node] == index[node] { close(node) }
    }
  }

  private mutating func close(_ root: Int) {
    var component: [Int] = []
    while let node = stack.popLast() {
      isOnStack[node] = false
      component.append(node)
      if node == root { break }
    }
    if 1 < component.count { component.sort() }
    components.append(component)
  }
}
