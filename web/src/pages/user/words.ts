import { words } from '@/app/i18n'

export const w = words({
  users: ['用户', 'Users'],
  search: ['姓名、账号、单位', 'Name, account, unit'],
  add: ['新增用户', 'New user'],
  login: ['账号', 'Account'],
  name: ['姓名', 'Name'],
  roles: ['角色', 'Roles'],
  org: ['单位', 'Unit'],
  phone: ['电话', 'Phone'],
  last: ['最近登录', 'Last login'],
  state: ['状态', 'State'],
  disabled: ['已停用', 'Disabled'],
  active: ['正常', 'Active'],
  disable: ['停用', 'Disable'],
  enable: ['启用', 'Enable'],
  reset: ['重置密码', 'Reset password'],
  setRoles: ['调整角色', 'Roles'],
  initial: ['初始密码（只显示这一次，请转交本人）', 'First password (shown once)'],
  enterprise: ['企业', 'Company'],
  emptyTitle: ['没有符合条件的用户', 'No user matches'],
})
